// Reading a QR code in a picture or a camera's frame: the browser's own reader where it has one, else jsQR (no WebAssembly).

interface Found {
  rawValue: string;
}
interface OwnReader {
  detect(source: CanvasImageSource): Promise<Found[]>;
}
interface OwnReaderClass {
  new (options: { formats: string[] }): OwnReader;
  getSupportedFormats(): Promise<string[]>;
}

/** Reads the canvas; "" where there is no code. */
export type Reader = (canvas: HTMLCanvasElement) => Promise<string>;

const KIND = "qr_code";

async function ownReader(): Promise<Reader | null> {
  const Own = (window as { BarcodeDetector?: OwnReaderClass }).BarcodeDetector;
  try {
    if (!Own || !(await Own.getSupportedFormats()).includes(KIND)) return null;
    const reader = new Own({ formats: [KIND] });
    return async (canvas) => (await reader.detect(canvas))[0]?.rawValue ?? "";
  } catch {
    return null; // announced and not there, as on some desktops
  }
}

/** The best reader of this browser; the library is loaded only where it is needed. */
export async function codeReader(): Promise<Reader> {
  const own = await ownReader();
  if (own) return own;
  const { default: read } = await import("jsqr");
  return (canvas) => {
    const pixels = canvas
      .getContext("2d", { willReadFrequently: true })
      ?.getImageData(0, 0, canvas.width, canvas.height);
    const found = pixels ? read(pixels.data, pixels.width, pixels.height, { inversionAttempts: "dontInvert" }) : null;
    return Promise.resolve(found?.data ?? "");
  };
}

/** Width and height that fit into a square of `most`, never larger than they were. */
export function fitted(width: number, height: number, most: number): [number, number] {
  const scale = Math.min(1, most / Math.max(width, height, 1));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}
