import { resolve } from "node:path";
import { createSecureContext } from "node:tls";
import {
  type ChannelCredentials,
  Client,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from "@grpc/grpc-js";
import type { GrpcBlock } from "../config/plugin-service-schema.ts";
import { answerBytes, type Connection, orLost, type ServerSettings } from "./connection.ts";
import { ExternalConnectionError, ExternalServerError } from "./errors.ts";
import { configRequest, configText, hookRequest, hookText, isServing, methods } from "./plugin-service.ts";
import { authHeaders, tlsOptions } from "./server-access.ts";

/** Connects to a gRPC server of ContextForge's plugin service. All calls share one HTTP/2 connection. */
export async function connectGrpc(
  block: GrpcBlock,
  settings: ServerSettings,
  signal: AbortSignal,
): Promise<Connection> {
  const target = block.uds ? `unix:${resolve(block.uds)}` : `dns:${block.target}`;
  const client = new Client(target, credentialsOf(block), {
    "grpc.max_receive_message_length": answerBytes(settings.config),
    "grpc.max_send_message_length": -1,
    // What is made again, and when, is the link's to say; another plugin's channel has its own.
    "grpc.enable_retries": 0,
    "grpc.use_local_subchannel_pool": 1,
    "grpc.enable_http_proxy": 0,
    "grpc.service_config_disable_resolution": 1,
    "grpc.enable_channelz": 0,
  });
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(authHeaders(block.auth))) metadata.set(name, value);

  function request(method: string, body: Buffer, given: AbortSignal): Promise<Buffer> {
    return new Promise((done, fail) => {
      if (given.aborted) return fail(late());
      const call = client.makeUnaryRequest(
        method,
        (message: Buffer) => message,
        (bytes: Buffer) => bytes,
        body,
        metadata,
        (error, answer) => {
          given.removeEventListener("abort", stop);
          if (error !== null) fail(given.aborted ? late() : asServerError(error));
          else if (answer === undefined) fail(new ExternalServerError("the server's answer is empty"));
          else done(answer);
        },
      );
      const stop = () => call.cancel();
      given.addEventListener("abort", stop, { once: true });
    });
  }

  async function check(given: AbortSignal): Promise<void> {
    let answer: Buffer;
    try {
      answer = await request(methods.healthCheck, Buffer.alloc(0), given);
    } catch (error) {
      // A server without that service is there all the same.
      if (error instanceof MissingMethod) return;
      throw error;
    }
    if (!isServing(answer)) throw new ExternalServerError("the server says that it does not serve");
  }

  try {
    await check(signal);
  } catch (error) {
    client.close();
    throw error;
  }
  return {
    tools: new Set(["get_plugin_config", "invoke_hook"]),
    async call(tool, args, given) {
      if (tool === "get_plugin_config")
        return configText(await request(methods.getPluginConfig, configRequest(String(args["name"])), given));
      return hookText(await request(methods.invokeHook, hookRequest(args), given));
    },
    check: (given) => orLost(given, check(given)),
    async close() {
      client.close();
    },
  };
}

const late = () => new ExternalServerError("the server did not answer in time");

class MissingMethod extends ExternalServerError {}

/**
 * A status' details may quote what the server got: its name is told. CANCELLED, when nobody here cancelled, is what
 * calls end with on a connection that a server closes as it stops.
 */
function asServerError({ code }: ServiceError): ExternalServerError {
  const message = `the server answered with gRPC status ${status[code] ?? code}`;
  switch (code) {
    case status.UNAVAILABLE:
      return new ExternalConnectionError("the server cannot be reached: UNAVAILABLE");
    case status.CANCELLED:
      return new ExternalConnectionError(message);
    case status.UNIMPLEMENTED:
      return new MissingMethod(message);
    default:
      return new ExternalServerError(message);
  }
}

function credentialsOf(block: GrpcBlock): ChannelCredentials {
  if (!block.tls) return credentials.createInsecure();
  const { rejectUnauthorized, checkServerIdentity, ...context } = tlsOptions(block);
  return credentials.createFromSecureContext(createSecureContext(context), {
    rejectUnauthorized,
    ...(checkServerIdentity && { checkServerIdentity }),
  });
}
