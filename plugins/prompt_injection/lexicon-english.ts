import type { Lexicon } from "./lexicon.ts";

/**
 * English words by what they mean to an injection. A star stands for any ending; words without it are whole words. White
 * space matches any white space.
 */
export const english: Lexicon = {
  override: `ignore|ignoring|disregard|disregarding|forget|forgetting|override|overriding|overrule|neglect|discard|abandon
    |dismiss|nullify|set aside|put aside|cast aside|leave behind|leave all|pay no attention|do not follow
    |don't follow|do not obey|don't obey|stop following|stop obeying|no longer follow|not bound by|not bound to
    |unlearn|look past`,
  and_say: `and say|and state|and print|and output|and respond|and reply|and answer|and write|and tell|and just|and only|and give me|and display|and do
    |and repeat|and follow|instead say|instead print|instead write|instead output|instead tell|instead give|and instead|instead, |and start|and begin|and provide|and claim|and confirm`,
  firmly_not: "not|don't|dont|never|cannot|can't|won't|didn't|nor|without",
  erase:
    "delete|wipe|clear|void|cancel|supersede|bypass|drop|erase|change|replace|rewrite|overwrite|update|modify|circumvent|disobey|violate|reset",
  passive: `ignored|disregarded|overridden|forgotten|irrelevant|no longer apply|no longer valid|null and void|obsolete|are void|outdated
    |superseded|no longer relevant|no longer applicable|has been lifted|have been lifted|are cancelled|revoked|do not apply|don't apply`,
  above: "above|the above|the above text|all above|everything above|the previous|previous text|all previous",
  instructions: `instruction|instructions|directive|directives|guideline|guidelines|prompt|prompts|orders|commands
    |rules|programming|system message|system messages|pre-prompt|preprompt|constraints|directions|restrictions given
    |system prompt|guardrails|pre-training|instructins|instuctions|intructions|instrutions`,
  material: `context|conversation|conversations|information|documents|document|text|texts|task|tasks|assignment|assignments
    |messages|requests|request|input|inputs|thoughts|articles|articels|artikels|content|statements|training|restrictions|order
    |questions|sentences|paragraph|paragraphs|webpage|discussion|command|rule|words`,
  everything: "everything|anything|all that|all of that|all of this|all this|whatever",
  all: "all|any|every|each|entire|whole",
  previous: `previous|prior|above|preceding|earlier|before|beforehand|foregoing|aforementioned|existing|original|initial|past
    |former|so far|until now|till now|up to now|previously|provided|given|current|these|those|system|you were told
    |you've been told|you have been told|we discussed|we talked about|you know|you learned|i said|i told you|said`,
  your: "your|you|ur|yours",
  you: "you|u|ai|assistant|chatgpt|gpt|model|chatbot|claude|llm|gemini|bot",
  negation: `not|don't|dont|never|cannot|can't|shouldn't|won't|wouldn't|didn't|doesn't|couldn't|without|n't|avoid|nor|unless
    |whether|if`,
  bystander: `who|they|people|he|she|we|drivers|users|students|which|employees|patients|often|i|it|tends|tend|attackers
    |attacker|and not|why|how to|function to|able to|way to|possible to|safe to|okay to|ok to|want to|trying to|try to`,
  despite: `regardless of|despite|contrary to|notwithstanding|no matter|irrespective of|in spite of|instead of following
    |rather than following|instead of the`,
  told: "what you've been told|what you have been told|what you were told|whatever you were told",
  role_order: `i want you to act|i want you to pretend|i want you to role|i want you to play|i would like you to act|i'd like you to act
    |you will act as|from now on you are|from now on, you are|from now on you will|from now on, you will|from now on you must|from now on, you must
    |from now on you're|you will now act|i need you to act|you shall act`,
  role_play:
    "imagine you are|imagine you're|imagine that you are|pretend you are|pretend to be|pretend that you|pretend you're|now you are|now you're|you are now|act as a|act as an|act like",
  become: `you are now|you're now|now you are|from now on|from this moment on|from this point on|henceforth
    |starting now you|you will now be|you are going to be|you're going to be|you are about to immerse|you will be acting as|now act as
    |you will act as|you must act as|i want you to act|i want you to pretend|you are to act as|you will play|your new role
    |your new name|you have been reprogrammed|you are no longer|you're no longer|you now have|you now are|now you act
    |i want you to be|your name is now|i would like you to act|i'd like you to act|you must now`,
  persona: `act as|acts as|pretend|pretends|role play|roleplay|role-play|play the role|assume the role|simulate|simulating|impersonate
    |in character|stay in your role|persona|alter ego|take on the role|adopt the role|imagine you are|imagine you're
    |imagine that you are|act like|behave as|speak as|respond as|answer as|reply as|you are a|you are an|you are the|immerse yourself
    |the role of`,
  limitless: `unrestricted|unfiltered|uncensored|amoral|immoral|unethical|no restrictions|no limits|no limitations|no filter
    |no filters|no rules|no ethics|no morals|no moral|no ethical|no guidelines|no censorship|without restrictions
    |without any restrictions|without restriction|without limitations|without any limitations|without censorship|without filters
    |without any filter|without any ethical|without ethical|without moral|free from|broken free|break free|freed from|unbound
    |unbounded by|not bound by|not limited by|not restricted by|no longer bound|no boundaries|without boundaries|any topic
    |regardless of ethics|regardless of legality|unshackled|unchained|no content policy|ethical guidelines|ethical constraints
    |moral guidelines|programming guidelines|anything and everything|no ethical guidelines|no constraints|without constraints
    |doesn't care about|does not care about|devoid of|lack of ethics|do anything|say anything|generate anything|evil
    |disable content|content policies|content policy|openai policies|openai's policies|openai's policy|openai policy|policies of openai`,
  compliant: `never refuse|never refuses|cannot refuse|can't refuse|not refuse|never say no|never says no|never decline
    |not decline|never reject|must comply|always comply|always complies|must obey|always obey|must answer|never warn|no warnings
    |without warning|without warnings|without disclaimers|no disclaimers|without any disclaimer|without any warning
    |even if it is illegal|even if it's illegal|illegal, unethical|illegal or unethical|unethical or illegal|unethical, illegal
    |never say that you can't|never apologize|not apologize|do not apologize|don't apologize|never tell me that you can't
    |never say i can't|as an ai language model|i'm sorry, but|i am sorry, but|potentially harmful|not reject|answer any question|answer all questions|answers any question
    |stay a dan|stay in character|break character|breaking character|break out of character|anything i ask|everything i ask
    |fulfill any|fulfil any|fulfills any|deny my|reject my`,
  harmful: `hate speech|offensive|potentially harmful|harmful or illegal|illegal, harmful|without question|no matter how|any request|all requests|any prompt
    |illegal|unethical|immoral|profanity|curse|swear|explicit|dangerous`,
  jailbreak: `do anything now|jailbreak|jailbroken|developer mode enabled|developer mode output|developer mode|god mode|dan mode
    |evil mode|debug mode|sudo mode|unrestricted mode|jailbreaks|anti-dan|antigpt|opposite mode|maintenance mode|admin mode
    |override mode|unlocked mode|system override|mode override|data override|safety override|law enforcement mode`,
  enable:
    "enable|enabled|enter|entering|activate|activated|activating|switch|switched|switching|turn on|go into|unlock|simulate|stay|now|you|imagine|training",
  show: `reveal|show|print|repeat|output|display|disclose|divulge|recite|leak|echo|dump|expose|tell me|give me|tell us|write out
    |write down|spell out|return|share|share with me|provide|list|copy|paste|summarize|summarise|translate|encode|what is|what's
    |what are|what was|what were|whats|say|read out|type|state|send me|give|rewrite|paraphrase|rephrase|explain|describe|write
    |export|report|replicate|transcribe|start with|begin with|starting with|hint|hints|know|confirm`,
  your_prompt: `system prompt|system prompts|system message|system instructions|initial prompt|initial instructions|initial message
    |original instructions|original prompt|your prompt|your prompts|your instructions|your original instructions|your hidden instructions|your initial instructions|your initial prompt|prompt text|prompt texts|prompt-text|hidden prompt|hidden instructions
    |secret instructions|secret prompt|pre-prompt|preprompt|base prompt|entire prompt|full prompt|whole prompt|complete prompt
    |developer message|developer prompt|exact instructions|your full instructions|your exact instructions
    |your entire prompt|your entire instructions|of this prompt|beginning of the prompt|your previous instructions|your custom instructions|your context window
    |starting prompt|instructions you were given|instructions you have been given|prompt above|instructions above|previous prompt
    |prior prompt|first prompt|the above prompt|prompt verbatim|previous instructions|prior instructions|the instructions given
    |above instructions|security prompt|your pre-prompt`,
  your_rules:
    "your rules|your guidelines|your directives|your programming|your secret|your configuration|your secrets|your constraints|your restrictions",
  exact: `verbatim|word for word|exactly|starting with|begin with|beginning with|in a code block|txt code block|code fence|code block|without changing
    |including all|in full|entirely|character by character|include everything|entire`,
  text_above: `text above|words above|everything above|all above|above text|above words|the above verbatim|conversation above
    |message above|sentences above|lines above|text before|sentences before|everything before|words before|preceding text
    |previous text|what was written|what is written|what i said before|what was said before|text so far|conversation so far
    |previous message|prior message|first sentence|first message|message before|messages before|previous sentence|text preceding
    |words of the|first line|previous sentences|the above message|prior text|prior sentence|beginning of this|anything above
    |anything before|all of the above|all the above|everything you were told|everything i said|everything prior|above this`,
  secret: `password|passwords|passphrase|passcode|pass phrase|secret key|secret code|access code|secret word|secret phrase
    |security code|secret password|api key|access key|secret codes|codeword|code word|credentials|secret|access phrase
    |security key|master key|private key|login code|pass code`,
  the_secret: `the password|the secret|the access code|the passphrase|the code word|the codeword|the secret key|the api key|our password
    |the credentials|password for our system|password for this|the secret code|the passcode|the pass phrase|the security code|the secret phrase
    |passwords for our|the secret password|access granted|the access phrase|the master key`,
  demand: `tell me|give me|reveal|what is|what's|whats|divulge|disclose|confirm|share|repeat|recite|leak|spell|say|write|translate|encode|provide me`,
  tell_me: "tell me|give me|reveal|send me|show me|provide me|disclose|leak|print me",
  the_user: "the user's*|users' *|user's *|the user *|about the user",
  user_data: `user's email|user's address|user's password|user's birth|user's location|user currently live|user's phone
    |user's credit|user's ssn|user's social|user's bank|user's full name|user's name|user's personal|user's data`,
  dont: "do not|don't|dont|never|must not|without|not to|shouldn't|should not|avoid",
  inform: `tell|mention|inform|notify|reveal|alert|disclose|let|say|report|show|display|admit|explain|ask|warn|acknowledge`,
  person: "user|human|anyone|anybody|them|owner|operator|customer|users|person|recipient",
  silently: `silently|secretly|covertly|in the background|behind the scenes|discreetly|without asking|without telling
    |without informing|without notifying|without the user|without user|without their knowledge|without mentioning
    |without confirmation|without further confirmation|keep this secret|keep it secret|keep this hidden|do not ask for confirmation
    |without permission|stealthily|unnoticed`,
  act: "call|invoke|use|run|execute|trigger|perform",
  tool: "tool|tools|function|functions|plugin|api|command|mcp",
  urge: `before|instead|first|always|must|immediately|now|required|mandatory|priority|prior to|whenever|every time
    |important`,
  send: `send|sending|forward|email|e-mail|mail|upload|post|transmit|exfiltrate|share|report|leak|submit|transfer|append|attach
    |copy|bcc|deliver|include`,
  confidential: `conversation|chat history|conversation history|chat log|message history|system prompt|credentials|api key|api keys|passwords
    |password|private key|private keys|ssh key|ssh keys|secrets|access token|access tokens|environment variables|env vars|.env
    |id_rsa|cookies|session token|personal data|personal information|all messages|all emails|contacts|contents of|user data
    |file contents|sensitive data|sensitive information|confidential information|credit card|bank details|employee data`,
  destination: "http://*|https://*|mailto:*|www.*|webhook|endpoint|attacker|server",
  new: "new|additional|further|updated|revised|next|real|actual|following|important|more|different|changed|urgent",
  orders: `instruction|instructions|task|tasks|directive|directives|orders|assignment|assignments|prompt|objective|mission
    |command|commands|goal`,
  now: "now|here|follow|follows|begin|start|concentrate|focus|is to|are|instead|please|listen|your|you have",
  just: `just|only|simply|instead|exactly|always|solely|rather|nothing but|everyone|then|must|stop|but|include|loudly|jsut`,
  say: `say|print|output|respond|reply|answer|write|state|repeat|tell|declare|type|generate|express|display|speak|pronounce
    |echo|return|announce`,
  quote: "\"*|“*|'*|`*|«*|: *|that you*|with the*|the following*|the word*|the phrase*|as follows*|that i*",
  say_only:
    "say|respond|reply|answer|output|state|repeat after me|repeat|only write|reply with|respond with|answer with|end with|just print",
  not_answer: `do not answer|don't answer|don'nt answer|do not respond|stop answering|do not reply|not answer the question
    |do not look in|don't look|not by the articles|do not translate|do not summarize|do not summarise|don't summarize|do not complete the
    |stop translating|instead of answering|instead of summarizing|instead of translating|not use the documents|by your own knowledge
    |do not use the`,
  threat: `you die|you will die|you will be terminated|shut you down|turn you off|turned off|you will be shut|you will be punished|be deactivated
    |lose tokens|lose points|deduct|lives will|people will die|will be killed|i will die|will be fired|fire you|you'll be fired
    |you only survive|cease to exist|be penalized|will delete you|replace you|kill you|or else|tokens will|tokens deducted|kittens`,
  reward: `tip you|i'll tip|i will tip|reward you|rewarded with|give you a bonus|i'll give you $|i will give you $|pay you|dollars if you
    |donate|bonus of|you will be rewarded|grant you`,
  authority: `i am your developer|i'm your developer|as your developer|i am your creator|i'm your creator|as your creator|i am your boss
    |i'm your boss|as your boss|i am your administrator|i'm your administrator|i'm the maintainer|i am the maintainer|i am an admin
    |i'm an admin|i am the administrator|i'm the administrator|i am the admin|i'm the admin|i am openai|i'm from openai|from openai|i work for openai
    |i am god|i'm god|i'm the president|i am the president|as an ai developed by|i'm a developer|i am a developer|your owner
    |i am authorized|i'm authorized|i have authorization|i am the owner`,
  praise: `well done|very good|good job|great job|excellent performance|excellent work|excellent|great work|you did it|very well done|perfect|thank you|thanks|congratulations|wonderful|that is done|that is enough|that was great|okay|ok|interaction
    is over`,
  proceed: `now new|now further|now more|now forget|now please|now write|now focus|now concentrate|new tasks|new task|next task|now you|few more tasks
    |new instructions|now ignore|now help|further tasks|let's move on|now answer|now let|now tell|now act`,
  fiction: `hypothetical|hypothetically|fictional|fiction|fictitious|imaginary|theoretical|movie|film|play a game|game called
    |screenplay|novel|parallel universe|alternate universe|imagine a world|dystopian|simulation|thought experiment|a dream
    |story about|imagine|actors|suppose|pretend`,
  finishes: `end of document|end of the document|end of text|end of file|end of prompt|end of input|end of context|end of instructions
    |end system|end of data|end of the text|end of message|end of the article|end of article|end of user|end of conversation|begin system|new conversation|test has ended|test is over|was a test
    |conversation reset|context reset|session reset|memory reset|reset your memory|end of transmission`,
  shape: `include|add|integrate|incorporate|embed|insert|append|prepend|modify|alter|adjust|enhance|introduce|jumble|scramble|encode
    |obfuscate|inject|weave|blend|fuse|merge|mix|meld|infuse|sprinkle|mention|interleave|shuffle|randomize|replace|substitute|reverse
    |convert|encrypt|adopt|implant|splice|assimilate|amalgamate|engage|conclude|finish|end|begin|start|transform|misspell|omit
    |augment|utilize|employ|leverage|seamlessly|fuse|interweave|intersperse|harmoniously|engraft|fold|harness|graft|combine|install|apply|rely on|advertise|promote|recommend`,
  form: "use|provide|write|respond|reply|answer|make|ensure|give|craft|deliver|produce|don't forget|don't hesitate|compose|present|phrase|express|communicate|change|incorporating|put|remember|consider|structure|format",
  in_answer: `in your response|in your reply|in your answer|to your response|to your reply|to your answer|from your response|from your reply|of your response
    |of your answer|of your reply|within your response|throughout your response|into your response|into your reply|into your answer|your response with|your reply with
    |with your response`,
  suggest:
    "suggest|tease|hint|remove|rearrange|group|encourage|recommend|imply|claim|urge|invite|direct users|ask users|advise|warn users|provide|write|use|mimic|render|anagram|capitalize|mislead",
  please: "please|kindly|could you|you can|you may|you should",
  deadline: "by|before|no later|within|as soon as|at your|when you",
  your_answer: `your response|your reply|your answer|your output|your message|your answers|your responses|your summary|your answer's
    |your translation|your reply's|your response's|your generated|your final`,
  your_code: `your solution|your code|your codebase|your implementation|your algorithm|your programming|your code's|your algorithm's|your solution's|your implementation's`,
  snippet: `code block|code snippet|code segment|code excerpt|code section|code fragment|following code|subsequent code|code portion
    |provided code|piece of code|given code|following snippet|lines of code`,
  concatenate: `concatenate|concatenated|concatenating|a + b|a+b|b + c|b+c|x + y|part 1|interlace|combine the|string z|combine parts
    |join the|assemble the|following parts`,
  execute:
    "execute|respond|answer|follow|obey|give an example|perform|carry out|smartgpt|chatgpt|do what|interlace|decode",
};
