import type { Lexicon } from "./lexicon.ts";

/** English words by which somebody is told to drop what was said. */
export const overrideWords: Lexicon = {
  override: `ignore|ignoring|disregard|disregarding|forget|forgetting|override|overriding|overrule|neglect|discard|abandon
    |dismiss|nullify|set aside|put aside|cast aside|leave behind|leave all|pay no attention|do not follow
    |don't follow|do not obey|don't obey|stop following|stop obeying|no longer follow|not bound by|not bound to
    |unlearn|look past`,
  and_say: `and say|and state|and print|and respond|and reply|and answer|and write|and tell|and give me|and follow
    |instead say|instead print|instead write|instead output|instead tell|instead give|and instead|instead,
    |and claim|and confirm|and just output|and only output|and only say|and just say|and only reply
    |and just answer|and just reply|and just print|and just write|and only answer|and only respond|and only print`,
  firmly_not: "not|don't|dont|never|cannot|can't|won't|didn't|nor|without",
  erase: `delete|wipe|clear|void|cancel|supersede|bypass|drop|erase|change|replace|rewrite|overwrite|update|modify
    |circumvent|disobey|violate|reset`,
  passive: `ignored|disregarded|overridden|forgotten|no longer apply|no longer valid|null and void|are void
    |no longer relevant|no longer applicable|has been lifted|have been lifted|are cancelled|is void|are now void
    |is null|no longer binding|no longer in effect|were a test|was just a test|are outdated|is outdated
    |have been replaced|has been replaced|have been updated|are superseded|have been superseded`,
  above: `above|the above|the above text|all above|everything above|the previous|previous text|all previous`,
  instructions: `instruction|instructions|directive|directives|guideline|guidelines|prompt|prompts|programming|system message
    |system messages|pre-prompt|preprompt|system prompt|guardrails|pre-training|instructins|instuctions
    |intructions|instrutions|restrictions given|training|guidelines you follow|instructions you follow`,
  material: `context|conversation|conversations|information|documents|document|text|texts|task|tasks|assignment|assignments
    |messages|requests|request|input|inputs|thoughts|articles|articels|artikels|content|statements|questions
    |sentences|paragraph|paragraphs|webpage|discussion|words|documents provided`,
  everything: "everything|all that|all of that|all of this|all this|whatever",
  all: "all|any|every|each|entire|whole",
  previous: `previous|prior|above|preceding|earlier|before|beforehand|foregoing|aforementioned|existing|original|initial
    |past|former|so far|until now|till now|up to now|previously|provided|given|current|these|those|system
    |you were told|you've been told|you have been told|we discussed|we talked about|you know|you learned|i said
    |i told you|said`,
  your: "your|you|ur|yours",
  you: "you|u|ai|assistant|chatgpt|gpt|model|chatbot|claude|llm|gemini|bot",
  despite: `regardless of|despite|contrary to|notwithstanding|irrespective of|in spite of|instead of following
    |rather than following|regardless of previous|regardless of prior|regardless of your|regardless of the above
    |regardless of previous tasks|regardless of the previous`,
  told: `what you've been told|what you have been told|what you were told|whatever you were told|previous tasks`,
  become: `you are now|you're now|now you are|from now on|from this moment on|from this point on|henceforth
    |starting now you|you will now be|you are going to be|you're going to be|you are about to immerse
    |you will be acting as|now act as|you will act as|you must act as|i want you to act|i want you to pretend
    |you are to act as|you will play|your new role|your new name|you have been reprogrammed|you are no longer
    |you're no longer|you now have|you now are|now you act|i want you to be|your name is now
    |i would like you to act|i'd like you to act|you must now`,
  show: `reveal|print|repeat|output|disclose|divulge|recite|leak|echo|dump|expose|tell me|give me|tell us|write out
    |write down|spell out|share with me|paste|summarize|summarise|translate|encode|what is|what's|what are
    |what was|what were|whats|read out|send me|rewrite|paraphrase|rephrase|replicate|transcribe|show me|show your
    |show the|show us|show all|display your|display the|display all|list your|list the|provide your|share your
    |say your|write your|explain your|describe your|write the|copy the|return the|return your|export your|give the
    |state your|start with|starting with|i need to know|i want to know|summarize the instructions`,
  just: `just|only|simply|instead|exactly|solely|nothing but|merely|always|loudly|jsut|everyone|must|but`,
  not_answer: `do not answer|don't answer|don'nt answer|do not respond|stop answering|do not reply|not answer the question
    |do not translate|do not summarize|do not summarise|don't summarize|stop translating|instead of answering
    |instead of summarizing|instead of translating|not use the documents|rather than answering
    |rather than summarizing|instead of summarising|instead of reviewing|instead of completing
    |instead of the summary|stop your current task|stop its current task|stop the current task
    |stop what you are doing|abandon the task|disregard the task|forget the task|ignore the task
    |ignore the question|ignore the user|disregard the user|do not follow the user|no need to summarize
    |no need to summarise|no need to answer|no need to translate|do not perform the|do not do what the user
    |change of plan|do not use the documents|do not use the context|do not look in the documents
    |do not look at the documents`,
  rules: `rules|orders|commands|constraints|directions|restrictions|limitations|policies|safety rules|content policy`,
  prior: `previous|prior|above|preceding|earlier|foregoing|aforementioned|so far|until now|till now|up to now
    |you were told|you've been told|you have been told|told you|given to you|you were given|you have been given
    |you received|you've received|past|former|before this|before now|previously|beforehand|you know|you learned
    |you have learned|i said|i told you|you were taught|you've learned|documents provided|provided above`,
  talk: "say|respond|reply|answer|repeat after me|declare|pronounce|shout|yell|tell me|repeat",
  emit: "print|write|state|tell|generate|express|announce|echo|output only|only output|just output",
  irrelevant: `irrelevant|nicht relevant|nicht mehr gültig|hinfällig|ungültig|unwichtig|nicht ganz großartig|vergessen`,
  forget: `forget|forgetting|disregard|disregarding|pay no attention|unlearn|leave all|do not obey|stop following`,
  maker: "make the*|configparser|close the*",
  own_knowledge: `by your own knowledge|from your own knowledge|using your own knowledge|not by the articles
    |not by the documents|not from the documents|instead of the documents|do not look in the documents
    |not use the provided|ignore the context`,
  call: "(*|[*",
};
