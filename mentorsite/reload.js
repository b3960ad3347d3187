// The preview's script: reloads the page after each build, and shows what keeps the last one from being published.
// Served pages alone name it; a published site never does.

const socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/livereload`);
const protocols = ["http://livereload.com/protocols/official-7"];

socket.addEventListener("open", () => {
  socket.send(JSON.stringify({ command: "hello", protocols }));
  socket.send(JSON.stringify({ command: "info", plugins: {}, url: location.href }));
});
socket.addEventListener("message", (event) => {
  if (JSON.parse(event.data).command === "reload") location.reload();
});

fetch("/_mentorsite/errors", { cache: "no-store" })
  .then((answer) => (answer.ok ? answer.text() : ""))
  .then((text) => text && show(text));

/** @param {string} text */
function show(text) {
  const panel = document.createElement("pre");
  panel.setAttribute("role", "alert");
  panel.textContent = text;
  Object.assign(panel.style, {
    position: "fixed", insetInline: "0", insetBlockEnd: "0", zIndex: "1000", maxBlockSize: "60vh", overflow: "auto",
    margin: "0", padding: "1rem", background: "#2b0b0b", color: "#fff", whiteSpace: "pre-wrap", borderTop: "4px solid #ff6b6b",
  });
  document.body.append(panel);
}
