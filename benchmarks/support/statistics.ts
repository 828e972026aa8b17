import { seededRandom } from "../../simulator/random";

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;
export const largest = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.max(a, b), -Infinity);
export const smallest = (values: readonly number[]): number =>
  values.reduce((a, b) => Math.min(a, b), Infinity);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** The same numbers for the same seed, spread evenly by chance between two bounds. */
export function spread(seed: number, count: number, from: number, to: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => from + random() * (to - from));
}

/** Evenly spaced, each somewhere in its own part of the range, so that none is favoured. */
export function evenly(seed: number, count: number, from: number, to: number): number[] {
  const step = (to - from) / count;
  return spread(seed, count, 0, step).map((within, index) => from + index * step + within);
}

/** In the middle of as many equal parts of the range. */
export function grid(count: number, from: number, to: number): number[] {
  const step = (to - from) / count;
  return Array.from({ length: count }, (_, index) => from + (index + 0.5) * step);
}

export const seconds = (value: number): string => `${value.toFixed(2)} s`;
export const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
export const whole = (value: number): string => Math.round(value).toLocaleString("en-US");
