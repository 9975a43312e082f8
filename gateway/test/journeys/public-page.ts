/** What a shopper reads at the head of a public page: its language, the name, the verdict of today and a banner above all. */
export const readPage = async (address: string) => {
  const response = await fetch(address);
  const html = await response.text();
  const first = (pattern: RegExp): string | null => pattern.exec(html)?.[1] ?? null;
  return {
    status: response.status,
    lang: first(/<html lang="(\w+)"/),
    name: first(/<h1>([^<]*)<\/h1>/),
    verdict: first(/<div class="verdict \w+">.*?<p class="title">([^<]*)<\/p>/s),
    look: first(/<div class="verdict (\w+)">/),
    banner: first(/<section class="notice stop" aria-label="([^"]*)"/),
  };
};
