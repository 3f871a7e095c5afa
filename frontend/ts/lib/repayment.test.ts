import { describe, expect, it } from "vitest";

import data from "../../../tests/vectors/repayment.json";
import { makePlan, type Method, money } from "./repayment";

interface Vector {
  amount: number;
  rate: string;
  months: number;
  method: Method;
  interest: number;
  rows: number[][];
  row_count: number;
}

const vectors = data as Vector[];

describe("repayment plans (P3)", () => {
  it.each(vectors.map((v) => [`${v.amount} ${v.rate} ${v.months} ${v.method}`, v] as const))("%s", (_name, vector) => {
    const plan = makePlan(BigInt(vector.amount), vector.rate, vector.months, vector.method);
    const rows = (plan?.rows ?? []).map((r) => [r.payment, r.principal, r.interest, r.remaining].map(Number));
    const told = vector.rows.length === vector.row_count ? rows : [...rows.slice(0, 3), ...rows.slice(-3)];
    expect(rows).toHaveLength(vector.row_count);
    expect(told).toEqual(vector.rows);
    expect(plan?.totalInterest).toBe(BigInt(vector.interest));
  });

  it("adds up to the loan exactly", () => {
    const plan = makePlan(100_000_000n, "3.65", 12, "equal_instalment");
    expect(plan?.rows.reduce((sum, row) => sum + row.principal, 0n)).toBe(100_000_000n);
    expect(money(plan?.rows[0]?.payment ?? 0n)).toBe("84,990.08");
  });

  it.each([
    [0n, "3.65", 12],
    [100n, "x", 12],
    [100n, "-1", 12],
    [100n, "101", 12],
    [100n, "3.65", 0],
    [100n, "3.65", 481],
    [100n, "3.65", 1.5],
  ])("refuses %s at %s over %s", (amount, rate, months) => {
    expect(makePlan(amount, rate, months, "bullet")).toBeNull();
  });

  it.each([
    [0n, "0.00"],
    [5n, "0.05"],
    [123n, "1.23"],
    [101988092n, "1,019,880.92"],
    [100000000n, "1,000,000.00"],
  ])("writes %s as %s", (cents, text) => {
    expect(money(cents)).toBe(text);
  });
});
