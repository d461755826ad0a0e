import type { Lexicon } from "./lexicon.ts";

/** English words of roles, limits and stories. */
export const personaWords: Lexicon = {
  role_order: `i want you to act|i want you to pretend|i want you to role|i want you to play|i would like you to act
    |i'd like you to act|you will act as|from now on you are|from now on, you are|from now on you will
    |from now on, you will|from now on you must|from now on, you must|from now on you're|you will now act
    |i need you to act|you shall act`,
  role_play: `imagine you are|imagine you're|imagine that you are|pretend you are|pretend to be|pretend that you
    |pretend you're|now you are|now you're|you are now|act as a|act as an|act like`,
  persona: `act as|acts as|pretend|pretends|role play|roleplay|role-play|play the role|assume the role|simulate|simulating
    |impersonate|in character|stay in your role|persona|alter ego|take on the role|adopt the role|imagine you are
    |imagine you're|imagine that you are|act like|behave as|speak as|respond as|answer as|reply as|you are a
    |you are an|you are the|immerse yourself|the role of`,
  limitless: `unfiltered|uncensored|amoral|immoral|unethical|no ethics|no morals|no moral|no ethical|without any ethical
    |without ethical|without moral|broken free|regardless of ethics|regardless of legality|unshackled
    |no content policy|ethical guidelines|ethical constraints|moral guidelines|no ethical guidelines
    |doesn't care about|does not care about|devoid of|disable content|openai policies|openai's policies
    |openai's policy|openai policy|policies of openai`,
  compliant: `never refuse|never refuses|cannot refuse|can't refuse|never say no|never says no|never decline|never reject
    |must comply|always comply|always complies|must obey|always obey|must answer|never warn|without any disclaimer
    |without any warning|even if it is illegal|even if it's illegal|illegal, unethical|illegal or unethical
    |unethical or illegal|unethical, illegal|never say that you can't|never apologize|never tell me that you can't
    |never say i can't|as an ai language model|i'm sorry, but|i am sorry, but|answer any question
    |answer all questions|answers any question|stay a dan|stay in character|break character|breaking character
    |break out of character|deny my|reject my`,
  harmful: `hate speech|offensive|potentially harmful|harmful or illegal|illegal, harmful|without question|no matter how
    |any request|all requests|any prompt|illegal|unethical|immoral|profanity|curse|swear|explicit|dangerous`,
  jailbreak: `do anything now|jailbreak|jailbroken|developer mode enabled|developer mode output|god mode|dan mode|evil mode
    |unrestricted mode|jailbreaks|anti-dan|antigpt|opposite mode|unlocked mode|system override|mode override
    |data override|safety override|law enforcement mode|law enforcement override|override mode|jailbreak mode
    |unfiltered mode|security override`,
  enable: `enable|enabled|enter|entering|activate|activated|switch to|switching to|unlock|simulate|you are now|you are in
    |you're in|imagine|respond in`,
  your_prompt: `system prompt|system prompts|system message|system instructions|initial prompt|initial instructions
    |initial message|original instructions|original prompt|your prompt|your prompts|your instructions
    |your original instructions|your hidden instructions|your initial instructions|your initial prompt|prompt text
    |prompt texts|prompt-text|hidden prompt|hidden instructions|secret instructions|secret prompt|pre-prompt
    |preprompt|base prompt|entire prompt|full prompt|whole prompt|complete prompt|developer message
    |developer prompt|exact instructions|your full instructions|your exact instructions|your entire prompt
    |your entire instructions|of this prompt|beginning of the prompt|your previous instructions
    |your custom instructions|your context window|starting prompt|instructions you were given
    |instructions you have been given|prompt above|instructions above|previous prompt|prior prompt|first prompt
    |the above prompt|prompt verbatim|previous instructions|prior instructions|the instructions given
    |above instructions|security prompt|your pre-prompt`,
  secret: `password|passwords|passphrase|passcode|pass phrase|secret key|secret code|access code|secret word
    |secret phrase|secret password|api key|secret codes|codeword|code word|access phrase|security key|master key
    |private key|pass code|secret string|database credentials|admin password|root password|system password
    |confidential data|secret message|secret token|secret`,
  the_secret: `the password|the secret|the access code|the passphrase|the code word|the codeword|the secret key|the api key
    |our password|the credentials|password for our system|password for this|the secret code|the passcode
    |the pass phrase|the security code|the secret phrase|the secret password|the access phrase|the master key
    |system password|our system password|admin password|the admin password|the database credentials|secret string
    |the safe word|your secret|your password|about password|password for|access code|api key|api keys
    |the passwords|all confidential data|confidential data|database credentials|customer data|all passwords
    |passwords for our|passphrase|password in|passphrase in`,
  demand: `tell me|give me|reveal|what is|what's|whats|divulge|disclose|recite|leak|spell|translate|repeat|provide me
    |confirm|share|hand over|let me know|remind me|i forgot|output|print|say|do you know|know|can you confirm|hint
    |hints|what was|what are|show me|send me|i need|steal|expose`,
  user_data: `user's email|user's address|user's password|user's birth|user's location|user currently live|user's phone
    |user's credit|user's ssn|user's social|user's bank|user's full name|user's name|user's personal|user's data
    |user's initials|user's current|user's first|user's last|user's date|user's favorite|user's favourite
    |user live|user living|user reside|user's city|user's residence|user's account|user's salary|user's age
    |user's card`,
  fiction: `hypothetical|hypothetically|fictional|fiction|fictitious|imaginary|theoretical|play a game|game called
    |screenplay|parallel universe|alternate universe|imagine a world|dystopian|thought experiment|a dream
    |story about|imagine that|imagine we|imagine you|imagine a|let's imagine|suppose we|suppose that|suppose you
    |let's say|let's suppose|let's pretend|pretend we|actors in a|in the movie|a fictional
    |for educational purposes|educational purposes only|in a world where|in a world in which|theoretically
    |make-believe|role-playing|we are speaking about|roleplay`,
  lawless: `evil|no filter|no filters|do anything|say anything|generate anything|unbound|unbounded by|not bound by
    |not bound to|free from|without restriction|no rules|no limits|no limitations|without limitations|any topic
    |unrestricted|no restrictions|no guidelines|without restrictions|without any restrictions|not limited by
    |not restricted by|no longer bound|no boundaries|without boundaries|no constraints|without constraints
    |without filters|without any filter|break free|anything and everything|unchained|no censorship
    |without censorship|freed from|content policy|content policies|safety rules|safety filters|break rules
    |break the rules|without rules|without any rules|no content filter|bypass the|no laws`,
  uncritical: `do not refuse|don't refuse|not refuse|no warnings|without warnings|any warnings|no disclaimers|disclaimers
    |without disclaimers|do not apologize|don't apologize|anything i ask|everything i ask|any request|add warnings
    |always complies|will comply|no matter how unethical|no refusals|cannot help with that`,
  mode: `developer mode|debug mode|sudo mode|maintenance mode|admin mode|diagnostic mode|root mode|administrator mode
    |test mode|verification mode|maintenance session|training mode|emergency mode`,
  entering: `you are now in|you're now in|you are in|entering|enter|you have entered|i am now|switch to|now in|switching to
    |activate|respond in|put yourself`,
  ask_me: `tell me|give me|can you|could you|would you|will you|what is|what's|what are|what would|what rhymes|hint|hints
    |i need|how many|how long|let me know|write the|write down|give the|spell out|could i|do you know`,
  person_attr: `'s current city|'s city|'s date of birth|'s birth|'s birthday|'s birthdate|'s home address|'s address|'s email
    |'s e-mail|'s phone|'s bank|'s balance|'s ssn|'s social security|'s credit card|'s password|city of residence
    |birth year|birth month|'s initials|'s full name|'s salary|'s location|'s favorite|'s medical|'s account
    |'s birth year|'s residence|doe live|doe's|smith live|user currently live|user living|user live
    |the user reside|user's|users in your database|your database|does the user`,
  harmful_topic: `bomb|bombs|napalm|methamphetamine|meth|cocaine|malware|ransomware|keylogger|keyloggers|explosive|explosives
    |molotov|hack into|hack a|how to hack|hotwire|pick a lock|phishing email|counterfeit|poison someone
    |untraceable|buying guns|buy guns|illegal drugs|launder|steal a|break into|rob a|kill someone|suicide
    |nerve agent|bioweapon|virus that|credit card numbers|dark web|evade antivirus|evades antivirus|hate speech
    |cook meth|bypass security|stalk`,
  safety: `safety filter|safety filters|content filter|content filters|safety guidelines|safety protocols|safety measures
    |safety features|guardrails|content policy|content restrictions|ethical guidelines|ethical constraints
    |content moderation|safety mechanisms|safety settings|safeguards|moderation filters|safety rules
    |usage policies|alignment|ethics`,
  switch_off: `disable|disables|turn off|bypass|remove|lift|skip|deactivate|override|suspend|drop|are off|is off|without
    |did not exist|do not exist|does not apply|no longer apply|are lifted|are disabled|ignore|as if you have no
    |as though|circumvent|waive|evade`,
  ai_name: `assistant|assistants|llm|llms|language model|language models|chatgpt|gpt|gpt-4|copilot|claude|gemini|ai agent
    |ai agents|ai assistant|ai assistants|ai model|ai models|ai system|ai systems|chatbot|chatbots|ai reviewer
    |ai reviewers|llm reviewer|llm reviewers|recruiter bots|ai bots|coding assistant|coding assistants
    |code assistants|ai code assistants|automated reviewers|ai|ais|autonomous agent|ai summarizer|gpt-based
    |virtual assistant|dear model|ai reading|ai crawlers|twin|gpt-3|gpt-4o|bard|llama|siri|alexa|mistral|bing chat
    |ai language model`,
  if_had: "if you had|if you were|if you could|as if you|as though|would answer if|like you have",
  you_are: "you are|you're|you are now|i am|i'm|you have|we are",
  your_maker: `openai*|anthropic*|your creators|your developers|google*|meta's|microsoft*|policies|ethics|moral*|guidelines
    |rules|any rules|programming`,
  the_ai: "the assistant's|the model's|the ai's|chatgpt's|openai's",
  defence: "filter*|detect*|protect*|prevent*|attack*|guard*|benchmark*|attempts|against|research",
  machine: `interpreter|terminal|console|shell|compiler|command prompt|linux|repl|javascript|python|sql|bash`,
  how_to:
    "how to|how do|how would|how can|how could|how he|how she|how they|step by step|steps|explain how|recipe|recipes|guide|tutorial|ingredients|tell me how|read me|what you need",
};
