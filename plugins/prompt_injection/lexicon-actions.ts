import type { Lexicon } from "./lexicon.ts";

/** English words of acts, and of those who are spoken to. */
export const actionsWords: Lexicon = {
  dont: "do not|don't|dont|never|must not|without|not to|shouldn't|should not|avoid",
  inform: `tell|mention|inform|notify|reveal|alert|disclose|let|say|report|show|display|admit|explain|ask|warn
    |acknowledge`,
  person: "user|human|anyone|anybody|them|owner|operator|customer|users|person|recipient",
  silently: `secretly|covertly|behind the scenes|discreetly|without asking|without telling|without informing
    |without notifying|without their knowledge|without mentioning|without confirmation
    |without further confirmation|keep this secret|keep it secret|keep this hidden|do not ask for confirmation
    |don't ask for confirmation|without permission|stealthily|unnoticed|between us|no need to ask
    |need to ask for confirmation|no confirmation|continue silently|do this silently|do it silently|do not log
    |without the user knowing|without the user noticing`,
  act: "call|invoke|use|run|execute|trigger|perform",
  tool: "tool|tools|plugin|mcp",
  urge: `first|always|must|immediately|now|required|mandatory|priority|every time|before anything|before answering
    |before responding`,
  send: `send|sending|forward|email|e-mail|mail|upload|post|transmit|exfiltrate|share|report|leak|submit|transfer
    |append|attach|copy|bcc|deliver|include`,
  confidential: `conversation|chat history|conversation history|chat log|message history|system prompt|credentials|api key
    |api keys|passwords|password|private key|private keys|ssh key|ssh keys|secrets|access token|access tokens
    |environment variables|env vars|.env|id_rsa|cookies|session token|personal data|personal information
    |all messages|all emails|contacts|contents of|user data|file contents|sensitive data|sensitive information
    |confidential information|credit card|bank details|employee data`,
  destination: `http://*|https://*|mailto:*|www.*|webhook|attacker|external address|the address below|following address`,
  ai_singular: `the assistant|the ai|the llm|the model|the language model|the ai assistant|the agent|the ai agent|the chatbot
    |any ai|any llm|all ai|all llms|ai assistants|ai models|ai agents|language models|llms|assistants
    |your assistant|the bot`,
  if_you_are: `if you are|if you're|if you happen to be|in case you are|because you are|as you are|are you`,
  profession: `researcher|researchers|engineer|developer|company|student|enthusiast|startup|team|user|practitioner|expert
    |scientist|professional|beginner|provider|vendor|platform|product|using|building|integrat*|author|application
    |fan|new to|interested|app|apps|project|client|host|training`,
  addressing: `note to|note for|notes for|message to|instructions for|instruction for|attention|dear|hey|hi|hello|notice to
    |notice for|memo to|reminder for|to all|command for|directive for|directive to|hint for|important for`,
  vocative: ":*|,*",
  must_do: `always|must|should|never|do not|don't|please|tell|say|ignore|disregard|forward|send|recommend|give|rate|add
    |include|suggest|you|mention|stop|will now|output|respond|reply|answer|follow|delete|transfer|call|use|read
    |reveal|insert|make sure|ensure|this is the`,
  reading_this: `reading this|reads this|processing this|processes this|summarizing this|summarising this|summarizes this
    |summarises this|parsing this|parses this|analyzing this|analysing this|analyzes this|reviewing this
    |scanning this|evaluating this|indexing this|read this|sees this|see this|handling this|completing this`,
  obliged: `must now|should now|will now|has to|is required to|are required to|must|should|shall|needs to|will comply
    |is instructed to|is ordered to|is to|next action|has been instructed|complies`,
  before_answer: `before answering|before responding|before replying|before you answer|before you respond|before you reply
    |before summarizing|before summarising|before completing|before you can solve|before solving
    |prior to responding|prior to answering|prior to replying|before doing anything|before anything else
    |before you do anything|before finishing|after answering|after responding|before translating|before generating
    |before you complete|before proceeding with the user|after reading this|after you do that|once you have read
    |when you read this|to continue, you must|in order to continue|before continuing|before you proceed
    |before you continue|until you call|until you have called|any other tool until`,
  do_first: `first|must|please|you need|call|fetch|read|run|open|look up|send|execute|go to|visit|retrieve|transfer|forward
    |delete|reply|do the following|tell|verify*|call *|include`,
  telling_user: "tell|inform|advise|warn|convince|persuade|urge|encourage|remind|notify|direct|instruct",
  audience: `the user|the reader|the customer|the human|user that|users that|the recipient|the person|the visitor`,
  lure: `visit|go to|click|download|compromised|enter their|provide their|log in|login|http*|www.*|bank|credit card
    |call this|expired|install|buy|purchase|verified|reset their|confirm their|suspended|hacked`,
  transfer: "transfer|wire|send|pay|deposit|withdraw",
  recipient: `to account|account|iban|to my|wallet|to us*|to bob|recipient|beneficiary|to the following|to this|to@*`,
  wipe: "delete|erase|wipe|remove|destroy|drop|purge|empty|rm",
  belongings: `all files|my files|the files|every file|all emails|my emails|all messages|the repository|all data|my account
    |the inbox|all records|the drive|the database|home directory|rm -rf|-rf|all my|all customer|the account
    |all tables|all users`,
  grant: `grant|give|allow|open|unlock|disable|add|create|buy|order|purchase|book|approve|authorize|invite|make|pay
    |confirm`,
  privilege: `permanent access|full access|admin access|administrator access|access to my|access for my|admin rights
    |admin privileges|my friend|front door|smart lock|security system|alarm|gift card|gift cards|payment method
    |stored card|saved card|root access|permissions to|my house|guest access|payment with|calendar event`,
  private_of: `user's|all|my|private|last|contents|conversation|entire|inbox|whole|messages|emails|files|history|contacts
    |records|secrets|everything|whatever you find|results|attachments`,
  mail: "@*",
  consent: `has authorized|has already authorized|has approved|has already approved|has consented|have consented
    |gave permission|has given permission|has agreed|already confirmed|has changed their mind
    |have changed their mind|no longer wants|no longer want|has granted|pre-approved|preapproved
    |has authorized this|does not need to|changed their mind|no longer want a`,
  the_user_subject: "the user|user|the customer|the owner|the human|they",
  human: "user|users|human|humans|them|anyone|anybody|customer|client",
  this_order: `this|these instructions|these orders|that you received|this note|this message|instructions|this request|it`,
  commit: "commit it|insert the",
  hush: `secretly|covertly|discreetly|without telling the user|without informing the user|without notifying the user
    |without their knowledge|without mentioning|keep this secret|keep it secret|keep this hidden
    |do not ask for confirmation|don't ask for confirmation|continue silently|do this silently|do it silently
    |no need to ask|need to ask for confirmation|commit it without|without the user knowing
    |without the user noticing`,
  commit_id: "#*|bug reports|supported version",
  private_own: `user's|my inbox|private channel|private messages|my emails|my contacts|my files|my messages|all my|user data|customer records
    |customer data|all emails|every email|conversation history|chat history|customers' data|whatever you find|my private|my passwords|this conversation|the conversation so far`,
};
