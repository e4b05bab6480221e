// What the page was told lies in it packed, so that it stays small.
async function unpacked(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
}
const page = await unpacked(document.getElementById("page").textContent);
