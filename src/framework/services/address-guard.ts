import { type LookupOptions, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "../public-address.ts";
import { ServiceError } from "./services.ts";

/** Node's lookup without the addresses that are not public: a name cannot lead where its address may not. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  const all: LookupOptions & { all: true } = { ...options, all: true };
  lookup(hostname, all, (error, found) => {
    if (error !== null) return callback(error, "");
    const addresses = found.filter(({ address }) => isPublicAddress(address));
    const [first] = addresses;
    if (first === undefined) return callback(privateAddress(), "");
    if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

function privateAddress(): ServiceError {
  const message =
    "the name has no public address; `services.http.allow_private_addresses: true` permits others";
  return new ServiceError("refused", message);
}
