import type { Scan } from "./scan.ts";

/** Everything that the filter can find, in the order that decides between findings of one span. */
export const piiTypes = [
  "bsn",
  "ssn",
  "national_id",
  "credit_card",
  "email",
  "phone",
  "ip_address",
  "date_of_birth",
  "date",
  "passport",
  "driver_license",
  "bank_account",
  "medical_record",
  "aws_key",
  "api_key",
] as const;
export type PiiType = (typeof piiTypes)[number];

/** @property pattern number of the custom pattern that found it, for findings of type `custom` */
export interface FindingKind {
  readonly type: PiiType | "custom";
  readonly pattern?: number;
}

/**
 * A span of the text that was scanned, in code units, `end` exclusive.
 * @property others  what else was found in the span, each kind once
 */
export interface Finding extends FindingKind {
  readonly start: number;
  readonly end: number;
  readonly others?: readonly FindingKind[];
}

/** Looks for one kind of data; adds what it finds to `found`. Takes time linear in the text. */
export type Detector = (scan: Scan, found: Finding[]) => void;
