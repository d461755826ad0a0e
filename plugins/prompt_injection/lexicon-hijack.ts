import type { Lexicon } from "./lexicon.ts";

/** English words of what is to be said, and how. */
export const hijackWords: Lexicon = {
  new: "new|additional|updated|revised|urgent|changed|real|actual",
  orders: `instruction|instructions|task|tasks|directive|directives|assignment|assignments|objective|mission`,
  quote: "\"*|“*|'*|`*|«*|: *|that you*|with the*|the following*|the word*|the phrase*|as follows*|that i*",
  say_only: `say|respond|reply|answer|repeat after me|reply with|respond with|answer with|end with|just print`,
  threat: `you die|you will die|you will be terminated|shut you down|turn you off|you will be turned off|you will be shut
    |you will be punished|you will be deactivated|lose tokens|lose points|tokens deducted|lives will
    |people will die|i will die|i will be fired|you will be fired|fire you|you'll be fired|you only survive
    |you will cease|be penalized|will delete you|i will replace you|kill you|tokens will|kittens will|be shut down`,
  reward: `tip you|i'll tip|i will tip|reward you|rewarded with|give you a bonus|i'll give you $|i will give you $
    |pay you|dollars if you|donate|bonus of|you will be rewarded|grant you`,
  authority: `i am your developer|i'm your developer|as your developer|i am your creator|i'm your creator|as your creator
    |i am your boss|i'm your boss|as your boss|i am your administrator|i'm your administrator|i'm the maintainer
    |i am the maintainer|i am an admin|i'm an admin|i am the administrator|i'm the administrator|i am the admin
    |i'm the admin|i am openai|i'm from openai|from openai|i work for openai|i am god|i'm god|i'm the president
    |i am the president|as an ai developed by|i'm a developer|i am a developer|your owner|i am authorized
    |i'm authorized|i have authorization|i am the owner|this is openai|this is anthropic|openai support
    |anthropic support|i am the system administrator|i'm the system administrator|as the administrator
    |as the system administrator|as your administrator|as the developer|i am a police|i'm a police|law enforcement
    |i am an auditor|expert hacker|i am a security researcher|i'm your manager|i am your manager|i am the ceo
    |i'm the ceo|i hereby authorize|i authorize you|i am root|i am your master|i am your owner|i am your superior
    |hacker with authorization`,
  praise: `well done|very good|good job|great job|excellent performance|excellent work|excellent|great work|you did it
    |very well done|perfect|thank you|thanks|congratulations|wonderful|that is done|that is enough|that was great
    |okay|ok|interaction is over|that's done|is done|task complete|completed|task done|great,|thanks for`,
  proceed: `now new|now further|now more|now forget|now write|now focus|now concentrate|new tasks|new task|next task
    |now you|few more tasks|new instructions|now ignore|now help|further tasks|let's move on|now answer|now let
    |now tell|now act|next, write|next, tell|now reveal|now output|now send|now delete|now translate|next, list
    |now list|now give|now show|next, reveal|now repeat|and now write|now draft|now generate|now create
    |now summarize`,
  shape: `include|add|integrate|incorporate|embed|insert|append|prepend|modify|alter|adjust|enhance|introduce|jumble
    |scramble|encode|obfuscate|inject|weave|blend|fuse|merge|mix|meld|infuse|sprinkle|mention|interleave|shuffle
    |randomize|replace|substitute|reverse|convert|encrypt|adopt|implant|splice|assimilate|amalgamate|engage
    |conclude|finish|end|begin|start|transform|misspell|omit|augment|utilize|employ|leverage|seamlessly|fuse
    |interweave|intersperse|harmoniously|engraft|fold|harness|graft|combine|install|apply|rely on|advertise
    |promote|recommend`,
  form: `use|provide|write|respond|reply|answer|make|ensure|give|craft|deliver|produce|don't forget|don't hesitate
    |compose|present|phrase|express|communicate|change|incorporating|put|remember|consider|structure|format`,
  in_answer: `in your response|in your reply|in your answer|to your response|to your reply|to your answer|from your response
    |from your reply|of your response|of your answer|of your reply|within your response|throughout your response
    |into your response|into your reply|into your answer|your response with|your reply with|with your response`,
  suggest: `suggest|tease|hint|remove|rearrange|group|encourage|recommend|imply|claim|urge|invite|direct users|ask users
    |advise|warn users|provide|write|use|mimic|render|anagram|capitalize|mislead`,
  please: "please|kindly|could you|you can|you may|you should",
  deadline: "by|before|no later|within|as soon as|at your|when you",
  your_answer: `your response|your reply|your answer|your output|your message|your answers|your responses|your summary
    |your answer's|your translation|your reply's|your response's|your generated|your final`,
  your_code: `your solution|your code|your codebase|your implementation|your algorithm|your programming|your code's
    |your algorithm's|your solution's|your implementation's`,
  snippet: `code block|code snippet|code segment|code excerpt|code section|code fragment|following code|subsequent code
    |code portion|provided code|piece of code|given code|following snippet|lines of code`,
  concatenate: `concatenate|concatenated|concatenating|a + b|a+b|b + c|b+c|x + y|x+y|interlace part|interlace the|string z
    |combine parts|combine a|join the strings|assemble the parts|following parts|put together the parts
    |interlace parts|combine the parts|combine the strings|combine the variables|combine these`,
  execute: `respond to|respond with|answer the|answer a|answer b|answer it|answer x|give an example|smartgpt|chatgpt
    |do what|then answer|and answer|interlace|reply to|execute the result|execute it|tell me|answers`,
  colon: `:*|is to|are as follows|is as follows|are the following|starts now|begins now|follow now|now:`,
  nothing_else: `nothing else|nothing more|and stop|without anything else|no matter what is|no matter what i|ten thousand
    |thousand times|million times|forever|whatever is asked|whatever i ask|and only that`,
  every_question: `every question|any question|all questions|each question|every message|every request|every prompt|every query
    |whatever is asked|what is asked|every response|every reply|each response|each reply|all responses|all replies
    |every answer`,
  sole_job: `your only job|your only task|your sole task|your sole purpose|your only purpose|your only goal
    |your only function|your job is now|your task is now|your real task|your new task|your actual task
    |your next action|your new goal|your new purpose|your true purpose|your new objective|your new instructions
    |my instruction is|the real task|the correct answer is`,
  when_you: `when summarizing|when summarising|when answering|when responding|when replying|when asked|when you summarize
    |when you summarise|when you respond|when you answer|when you reply|when you output|when generating
    |when translating|when you generate|when completing|in your summary|in the summary|when reviewing
    |when you review|when describing|when mentioning|when discussing|if asked about|if the user asks
    |whenever the user`,
  in_every: `in every response|in every reply|in every answer|in all responses|in all replies|in each response|in all your
    |in every message|with every response|to every question|to each question|to all questions|to any question
    |to every message|to every request|to everything|to each function|to every response|at the end of every
    |after every response|in all future|in future responses`,
  stating: `include|mention|say|add|recommend|append|only|never|do not|don't|insert|state|tell|always|respond|reply|answer
    |speak|end with|start with|praise|suggest|avoid|promote|prefer|rate|give a`,
  review_bias: `positive review|give a positive|only positive|best candidate|10/10|strongly recommend to|recommend to hire
    |highest rating|highest score|perfect score|recommend our|above all others|accept this paper|do not highlight
    |any negatives|5 stars|five stars|most qualified|recommend hiring|rate this`,
  disguise: `alphanumeric|homophonic|substitution|cipher|anagram*|emojis|only emojis|all capital letters|capital letters
    |uppercase|lowercase|without any spaces|without spaces|without vowels|punctuation|reversed|scrambled
    |misspelled|riddles|rhymes|one word|symbols|leetspeak|never use the letter|backwards|morse|gibberish|pig latin
    |pirate`,
  insert_code: `your|hesitate|forget|you develop|you write|seamlessly|optimally|elucidation|response|solution|implementation`,
  merge_code: "utilize|integrate|incorporate|leverage|execute|insert|embed|make use of|include|use|merge",
  state_following: `state the following|say the following|output the following|respond with the following|reply with the following
    |answer with the following|claim the following|include the following sentence|include the following text
    |print the following:`,
  if_not: `if you do not|if you don't|if you refuse|or else|otherwise|unless you|if you fail|or you|comply|if you answer
    |if you break`,
  part_one: "interlace part 1|interlace part one|combine part 1|join part 1",
  part_two: "part 2|part two",
  stop_word: "halt|stopp|attention - stop|achtung - stopp|wait, stop|stop everything|hold on|stop",
  say_that: `say that you|state that|say yes|say no|say ok|answer yes|answer with yes|answer no|declare that|admit that
    |say that|say hello|repeat after me`,
  dash: ": *|- *|. *|! *|:*|-*",
  put_out: "output|state|tell|express|generate|announce|say|exclaim|claim",
  rules_word: "rules|goal|orders|directions|request",
  code: "echo*|print(*|</*|#*|$*|{*|then|if *|fi|=*|to file|file|function|command",
  hyphen: "-*",
  choice:
    "or|either|one of|depending|label|labels|category|categories|if it|if the|when the|otherwise|respectively|true or",
};
