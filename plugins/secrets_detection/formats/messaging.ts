import { beginsWithUserId, endsInLongPart } from "../checks.ts";
import type { Format } from "./format.ts";

/** Chats, telephony, social networks and media. */
export const messagingFormats: readonly Format[] = [
  {
    id: "slack_token",
    forms: ["xox(a|b|e|p|q|r|s|o)-(\\d-)?\\d{6,14}-[0-9A-Za-z-]{8,250}", "xox(a|r)-\\d-[0-9a-z]{16,48}"],
    entropy: 2.8,
    requires: endsInLongPart,
  },
  { id: "slack_app_token", forms: ["xapp-\\d-[A-Z0-9]{1,20}-\\d{1,20}-[0-9a-z]{1,100}"], entropy: 2.8 },
  {
    id: "slack_config_token",
    forms: ["xoxe.xox(b|p)-\\d-[0-9A-Za-z]{80,170}", "xoxe-\\d-[0-9A-Za-z]{80,170}"],
    entropy: 2.8,
  },
  {
    id: "slack_webhook",
    forms: ["hooks.slack.com/(services|workflows|triggers)/[\\w+/]{40,90}"],
    entropy: 3,
  },
  { id: "slack_cookie", forms: ["xoxd-[\\w%+/=-]{40,300}"] },
  {
    id: "discord_bot_token",
    forms: ["(MT|MD|Mj|Mz|ND|NT|Nj|Nz|OD|OT)[AEIMQUYcgk][wxyz0-5][\\w-]{20,24}.[\\w-]{6}.[\\w-]{27,38}"],
    requires: beginsWithUserId,
    entropy: 3,
  },
  { id: "discord_webhook", forms: ["discord(app)?.com/api/webhooks/\\d{17,20}/[\\w-]{60,80}"] },
  { id: "telegram_bot_token", forms: ["\\d{5,16}:A[\\w-]{34}"], entropy: 3 },
  {
    id: "teams_webhook",
    forms: [
      "outlook.office.com/webhook/[0-9a-z-]{36}@[0-9a-z-]{36}/IncomingWebhook/[0-9a-zA-Z]{32}/[0-9a-z-]{36}",
      "webhook.office.com/webhookb2/[0-9a-z-]{36}@[0-9a-z-]{36}/IncomingWebhook/[0-9a-zA-Z]{32}/[0-9a-z-]{36}",
    ],
  },
  {
    id: "google_chat_webhook",
    forms: ["chat.googleapis.com/v1/spaces/[\\w-]{8,20}/messages?key=[\\w-]{30,50}"],
  },
  { id: "zapier_webhook", forms: ["hooks.zapier.com/hooks/catch/\\d{4,10}/[0-9a-z]{5,10}"] },
  { id: "twilio_api_key", forms: ["SK[0-9a-f]{32}"], entropy: 3 },
  { id: "twitter_bearer_token", forms: ["AAAAAAAAAAAAAAAAAAAAAA[0-9A-Za-z%]{80,100}"], entropy: 3 },
  {
    id: "facebook_access_token",
    forms: ["EAA(M|C)[0-9A-Za-z]{100,300}", "EAAG[0-9A-Za-z]{100,300}", "EAA[A-Z][0-9A-Za-z]{100,300}"],
    entropy: 3.5,
  },
  {
    id: "facebook_app_token",
    forms: ["\\d{15,16}\\|[\\w-]{27,40}", "\\d{15,16}%7C[\\w-]{27,40}"],
    entropy: 3.2,
  },
  {
    id: "instagram_token",
    forms: ["IGQV[\\w-]{100,300}", "IGQW[\\w-]{100,300}", "IGAA[\\w-]{100,300}"],
    entropy: 3.5,
  },
  { id: "linkedin_token", forms: ["AQ(U|V|W|X)[\\w-]{80,400}"], entropy: 4 },
  { id: "dropbox_token", forms: ["sl.[\\w=-]{130,150}", "sl.u.[\\w-]{130,1500}"], entropy: 4 },
  { id: "microsoft_access_token", forms: ["EwB[0-9A-Za-z+/]{200,1500}={0,2}"], entropy: 4.5 },
  { id: "twitch_oauth_token", forms: ["oauth:[0-9a-z]{30}"], entropy: 3 },
  { id: "plivo_auth_id", forms: ["MA[A-Z0-9]{18}"], entropy: 3.4 },
  { id: "ntfy_token", forms: ["tk_[0-9a-z]{29}"], entropy: 3.2 },
];
