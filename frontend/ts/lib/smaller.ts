// A photograph that is too large to send is drawn smaller on the phone instead of being refused. Its long side keeps at least
// 2,000 pixels, which the reader of papers loses nothing by; what is no picture, or small in pixels already, stays as it is.
import { toJpeg } from "./camera";

const LONG_SIDES = [4000, 3200, 2600, 2000];
const QUALITIES = [0.92, 0.85];

export type Size = { width: number; height: number };

/** The sizes to try, the largest first, none larger than the picture; the picture's own where it is smaller than all. */
export function sizesFor(width: number, height: number): Size[] {
  const long = Math.max(width, height);
  const sides = LONG_SIDES.filter((side) => side < long);
  if (!sides.length || long <= (LONG_SIDES[0] ?? 0)) sides.unshift(long);
  return sides.map((side) => ({
    width: Math.max(1, Math.round((width * side) / long)),
    height: Math.max(1, Math.round((height * side) / long)),
  }));
}

/** The file where it is small enough, else a JPEG of it that is; null where none can be made. */
export async function smaller(file: File, mostBytes: number): Promise<File | null> {
  if (file.size <= mostBytes) return file;
  if (file.type === "application/pdf") return null;
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null;
  }
  try {
    for (const { width, height } of sizesFor(bitmap.width, bitmap.height)) {
      const canvas = document.createElement("canvas");
      canvas.width = width;
      canvas.height = height;
      canvas.getContext("2d")?.drawImage(bitmap, 0, 0, width, height);
      for (const quality of QUALITIES) {
        const blob = await toJpeg(canvas, quality);
        if (blob && blob.size <= mostBytes) {
          return new File([blob], `${file.name.replace(/\.[^.]*$/, "")}.jpg`, { type: "image/jpeg" });
        }
      }
    }
    return null;
  } finally {
    bitmap.close();
  }
}
