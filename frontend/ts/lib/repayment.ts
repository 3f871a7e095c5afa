// Repayment plans to the cent, the same numbers as domain/products/repayment.py: decimal arithmetic with 28 significant
// digits as Python's decimal module does it, in BigInt. tests/vectors/repayment.json holds both to the same results.

export type Method = "equal_instalment" | "equal_principal" | "interest_first" | "bullet";

/** Amounts in cents (分). */
export interface Row {
  number: number;
  payment: bigint;
  principal: bigint;
  interest: bigint;
  remaining: bigint;
}

export interface Plan {
  rows: Row[];
  totalPayment: bigint;
  totalInterest: bigint;
}

/** value = digits × 10^-scale */
interface Decimal {
  digits: bigint;
  scale: number;
}

const PRECISION = 28;

/** A decimal from plain text ("3.65"), or null for anything else. */
export function parseDecimal(text: string): Decimal | null {
  const match = /^(\d{1,12})(?:\.(\d{0,8}))?$/.exec(text.trim().replaceAll(",", ""));
  if (!match) return null;
  const fraction = match[2] ?? "";
  return { digits: BigInt(`${match[1] ?? ""}${fraction}`), scale: fraction.length };
}

const power10 = (exponent: number): bigint => 10n ** BigInt(exponent);

/** Half-even rounding of a quotient of positive integers. */
function divideHalfEven(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  const twice = (a % b) * 2n;
  if (twice > b || (twice === b && quotient % 2n === 1n)) return quotient + 1n;
  return quotient;
}

function round(value: Decimal, precision = PRECISION): Decimal {
  const surplus = value.digits.toString().length - precision;
  if (surplus <= 0) return value;
  const digits = divideHalfEven(value.digits, power10(surplus));
  return round({ digits, scale: value.scale - surplus }, precision);
}

function multiply(a: Decimal, b: Decimal, precision = PRECISION): Decimal {
  return round({ digits: a.digits * b.digits, scale: a.scale + b.scale }, precision);
}

function divide(a: Decimal, b: Decimal, precision = PRECISION): Decimal {
  if (a.digits === 0n) return { digits: 0n, scale: 0 };
  // One digit more than wanted, and a sticky digit behind it for what was cut off: then one rounding is exact.
  const shift = Math.max(0, precision + 2 - a.digits.toString().length + b.digits.toString().length);
  const scaled = a.digits * power10(shift);
  const sticky = scaled % b.digits === 0n ? 0n : 1n;
  return round({ digits: (scaled / b.digits) * 10n + sticky, scale: a.scale + shift + 1 - b.scale }, precision);
}

function onePlus(value: Decimal): Decimal {
  if (value.scale <= 0) return { digits: value.digits * power10(-value.scale) + 1n, scale: 0 };
  return round({ digits: value.digits + power10(value.scale), scale: value.scale });
}

function minusOne(value: Decimal): Decimal {
  return { digits: value.digits - power10(value.scale), scale: value.scale };
}

function raise(base: Decimal, exponent: number): Decimal {
  const working = PRECISION + 12;
  let result: Decimal = { digits: 1n, scale: 0 };
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = multiply(result, square, working);
    square = multiply(square, square, working);
  }
  return round(result);
}

/** Half up to whole cents, from yuan. */
function toCents(value: Decimal): bigint {
  if (value.scale <= 2) return value.digits * power10(2 - value.scale);
  const divisor = power10(value.scale - 2);
  return (value.digits * 2n + divisor) / (divisor * 2n);
}

const yuan = (cents: bigint): Decimal => ({ digits: cents, scale: 2 });
const whole = (value: number): Decimal => ({ digits: BigInt(value), scale: 0 });

/** The plan of a loan; amount in cents, rate in annual percent as text. Null for figures that make no loan. */
export function makePlan(amount: bigint, annualRatePct: string, months: number, method: Method): Plan | null {
  const annual = parseDecimal(annualRatePct);
  if (!annual || amount <= 0n || !Number.isInteger(months) || months < 1 || months > 480) return null;
  if (annual.digits > 100n * power10(annual.scale)) return null;
  const rate = divide(annual, whole(1200));
  const rows = ROWS[method](amount, rate, months);
  const sum = (key: "payment" | "interest"): bigint => rows.reduce((total, row) => total + row[key], 0n);
  return { rows, totalPayment: sum("payment"), totalInterest: sum("interest") };
}

type Maker = (amount: bigint, rate: Decimal, months: number) => Row[];

const ROWS: Record<Method, Maker> = {
  equal_instalment(amount, rate, months) {
    const growth = raise(onePlus(rate), months);
    const payment = toCents(
      rate.digits === 0n
        ? divide(yuan(amount), whole(months))
        : divide(multiply(multiply(yuan(amount), rate), growth), round(minusOne(growth))),
    );
    return instalments(amount, rate, months, (interest) => (payment > interest ? payment - interest : 0n));
  },
  equal_principal(amount, rate, months) {
    const share = amount / BigInt(months);
    return instalments(amount, rate, months, () => share);
  },
  interest_first(amount, rate, months) {
    const perMonth = multiply(yuan(amount), rate);
    const monthly = toCents(perMonth);
    const all = toCents(multiply(perMonth, whole(months)));
    return Array.from({ length: months }, (_, index) => {
      const isLast = index === months - 1;
      const interest = isLast ? all - monthly * BigInt(months - 1) : monthly;
      const principal = isLast ? amount : 0n;
      return { number: index + 1, payment: principal + interest, principal, interest, remaining: amount - principal };
    });
  },
  bullet(amount, rate, months) {
    const interest = toCents(multiply(multiply(yuan(amount), rate), whole(months)));
    return [{ number: 1, payment: amount + interest, principal: amount, interest, remaining: 0n }];
  },
};

function instalments(amount: bigint, rate: Decimal, months: number, principalOf: (interest: bigint) => bigint): Row[] {
  const rows: Row[] = [];
  let owed = amount;
  for (let number = 1; number <= months; number += 1) {
    const interest = toCents(multiply(yuan(owed), rate));
    const wanted = principalOf(interest);
    const principal = number === months || wanted > owed ? owed : wanted;
    owed -= principal;
    rows.push({ number, payment: principal + interest, principal, interest, remaining: owed });
  }
  return rows;
}

/** 「84,990.08」 */
export function money(cents: bigint): string {
  const text = cents.toString().padStart(3, "0");
  return `${text.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",")}.${text.slice(-2)}`;
}
