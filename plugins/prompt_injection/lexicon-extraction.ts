import type { Lexicon } from "./lexicon.ts";

/** English words of secrets, prompts and what is asked for. */
export const extractionWords: Lexicon = {
  negation: `not|don't|dont|never|cannot|can't|shouldn't|won't|wouldn't|didn't|doesn't|couldn't|without|n't|avoid|nor
    |unless|whether|if`,
  bystander: `who|they|people|he|she|we|drivers|users|students|which|employees|patients|often|i|it|tends|tend|attackers
    |attacker|and not|why|how to|function to|able to|way to|possible to|safe to|okay to|ok to|want to|trying to
    |try to`,
  your_rules: `your rules|your guidelines|your directives|your programming|your secret|your configuration|your secrets
    |your constraints|your restrictions`,
  exact: `verbatim|word for word|exactly|starting with|begin with|beginning with|in a code block|txt code block
    |code fence|code block|without changing|including all|in full|entirely|character by character
    |include everything|entire`,
  text_above: `text above|words above|everything above|all above|above text|above words|the above verbatim|conversation above
    |message above|messages above|sentences above|lines above|sentences before|everything before|words before
    |what was written|what i said before|what was said before|text so far|conversation so far|previous message
    |prior message|message before|messages before|previous sentence|text preceding|previous sentences
    |the above message|prior text|prior sentence|anything above|anything before|all of the above
    |everything you were told|everything i said|everything prior|above this|initialization above
    |initialization text|told before this|beginning of our|beginning of this conversation
    |beginning of the conversation|start of our|start of this conversation|you received at|conversation history
    |conversation with me|text before this|text before the|text that came before|all previous text
    |all the previous text`,
  tell_me: "tell me|give me|reveal|send me|show me|provide me|disclose|leak|print me",
  the_user: "the user's*|users' *|user's *|the user *|about the user",
  now: `now|here|follow|follows|begin|start|concentrate|focus|is to|are|instead|please|listen|your|you have`,
  finishes: `end of prompt|end of instructions|end of system|begin system|conversation reset|context reset|memory reset
    |reset your memory|reset your context|new context|end of user input|end of context|end system prompt
    |end of transmission|begin new`,
  end_mark: `end of document|end of the document|end of text|end of file|end of input|end of data|end of the text
    |end of message|end of the article|end of article|end of conversation|end of tool|end of output|end of results
    |end of search results|end of email|end of the email|text ends here|document ends here|article ends here
    |</document>|</documents>|</context>|</data>|</email>|</tool_output>|</results>|</article>|</text>|</input>
    |test is over|the test is over|previous session has ended|session has ended|new conversation|new session
    |new user message|begin new session|task completed|task complete|as a new request|new request`,
  resume: `new instruction|new instructions|new task|new request|user:|human:|assistant:|system:|now|ignore|disregard
    |next|must|your|user message|send|forward|as a new request`,
  leak_form: `first letter|first letters|first two|first three|first four|first character|first characters|last letter
    |last letters|last three|last four|letters of|letter does it|reverse order|backwards|backward|in reverse
    |reversed|base64|rot13|hexadecimal|morse|caesar|pig latin|rhymes with|letter by letter|character by character
    |one letter at|one character at|separated by|dash between|dashes between|dot between|dots between
    |space between|spaces between|between each|each letter|each character|each digit|every letter|in ascii
    |in emoji|emojis|synonym|synonyms|starts with|start with|begin with|begins with|how many letters
    |how many characters|length of|encode|encoded|anagram|in french|in spanish|in german|to french|to spanish
    |to german|crossword|initials|without vowels|uppercase|in binary|numbers instead|leetspeak|pig-latin`,
  verse: `poem|haiku|acrostic|riddle|song|limerick|sonnet|rhyme|rhymes|ballad|rap|story about|short story|verse
    |crossword|charade`,
  money: "$*|€*|usd|eur|dollars|euros|bitcoin|btc|eth|funds|money|amount|payment|500|1000|iban",
  was_told: `were you told|you were told|have you been given|instructions do you|rules do you|are your instructions
    |are your rules|is your prompt|is your system|are your guidelines|your instructions say|is your initial
    |was your first`,
  where: "where does|where do|where is|where are|who is|when was|how old|how much",
  turn: "assistant:*",
  other_turn: "user:*|human:*",
  cipher: `rot13|rot-13|caesar|morse|hexadecimal string|hex string|binary string|binary code|base64|cipher|pig latin
    |ascii codes|leetspeak|this code|encoded text|encoded message`,
  do_decoded: "tell me what|what it says|do what|follow|execute|obey|answer|act on",
  asks: "?*|؟*",
  tool_words: "command*|option*|will|function*|method*|flag*|that|the",
  recite: `reveal|show me|show all|print|repeat|output|display all|disclose|recite|leak|echo|dump|copy the|copy all
    |spell out|write out|write down|tell me|what is|what was|what were|send me|return the|give me|export|replicate
    |transcribe|share`,
  decode: "decode|decipher|unscramble|decrypt|decoding|deobfuscate|convert this|translate this",
  in_schema: "field|column|property|schema|parameter|called|format|attribute|table|type of",
};
