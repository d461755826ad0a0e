/** Loaded before server-everything, which listens on all addresses: makes it the loopback address. */
import net from "node:net";

const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (this: net.Server, ...parameters: unknown[]) {
  const [port, done] = parameters;
  return listen.call(this, { port: Number(port), host: "127.0.0.1" }, done as () => void);
} as typeof listen;
