import type { TransportOptions } from "../extproc/transport/transport.ts";
import type { AdapterSettings } from "../settings/adapter.ts";
import { readAddress } from "../settings/address.ts";
import { readPem } from "./pem-file.ts";

/** Windows that let 64 KiB bodies pass without waiting for window updates: about half the CPU of the defaults. */
const initialStreamWindow = 1 << 20;
const initialConnectionWindow = 16 << 20;

/** The gRPC server's options from the settings. Rejects when a TLS file can't be read, naming the file. */
export async function transportOptions({ listen }: AdapterSettings): Promise<TransportOptions> {
  const reading = readAddress(listen.address);
  if (!reading.ok) throw new Error(`listen address: expected ${reading.expected}`);
  const { tls } = listen;
  const mode = Number.parseInt(listen.socket_mode, 8);
  const material = tls && {
    cert: await readPem(tls.cert_file),
    key: await readPem(tls.key_file),
    ...(tls.client_ca_file !== undefined && { clientCa: await readPem(tls.client_ca_file) }),
  };
  return {
    listen: reading.address.kind === "unix" ? { ...reading.address, mode } : reading.address,
    ...(material && { tls: material }),
    maxMessageBytes: listen.max_message_bytes,
    maxConcurrentStreams: listen.max_concurrent_streams,
    initialStreamWindow,
    initialConnectionWindow,
    keepalive: { intervalMs: listen.keepalive.time_ms, timeoutMs: listen.keepalive.timeout_ms },
  };
}
