// Loads the island that an element names: <div data-island="calculator"> → islands/calculator.ts, export `mount`.
type Island = { mount: (element: HTMLElement) => void };

const islands = import.meta.glob<Island>("./islands/*.ts");

for (const element of document.querySelectorAll<HTMLElement>("[data-island]")) {
  const load = islands[`./islands/${element.dataset["island"] ?? ""}.ts`];
  void load?.().then((island) => island.mount(element));
}
