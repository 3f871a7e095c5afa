import { expect, test } from "vitest";
import { fitted } from "./qr";

test("a large picture is made smaller in both directions alike", () => {
  expect(fitted(4000, 3000, 1000)).toEqual([1000, 750]);
  expect(fitted(300, 1200, 600)).toEqual([150, 600]);
});

test("a small picture stays as it is, an empty one has a pixel", () => {
  expect(fitted(200, 100, 1000)).toEqual([200, 100]);
  expect(fitted(0, 0, 1000)).toEqual([1, 1]);
});
