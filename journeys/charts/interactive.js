// Source of built/chart.js (manage.py build_chart_bundle): puts the living chart in the place of the server's drawing.
// "ast" keeps Vega from compiling expressions with Function(), which the Content-Security-Policy refuses.
/* global vegaEmbed -- the bundler brings it into scope */

const OPTIONS = {
  ast: true,
  renderer: "svg",
  actions: false,
  defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
};
const AXIS_AND_PADDING = 44; // px beside the plot

async function draw(figure) {
  const spec = JSON.parse(document.getElementById(figure.dataset.spec).textContent);
  const width = Math.max(figure.clientWidth - AXIS_AND_PADDING, 240);
  spec.params = [{ name: "plot_width", value: width }];
  spec.config.view.continuousWidth = width;
  spec.params.push({
    name: "time",
    select: { type: "interval", encodings: ["x"], zoom: "wheel![event.shiftKey]" },
    bind: "scales",
    views: spec.vconcat.map((panel) => panel.layer[0].name),
  });
  const stage = document.createElement("div");
  stage.ariaHidden = "true"; // the figure has a name, and the table its values
  await vegaEmbed(stage, spec, OPTIONS);
  figure.replaceChildren(stage);
  figure.dataset.interactive = "yes";
}

function drawAll() {
  for (const figure of document.querySelectorAll("[data-spec]")) {
    draw(figure).catch((error) => console.warn("The chart stays as it is:", error.message));
  }
}

let waiting;
let width = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth === width) return;
  width = window.innerWidth;
  clearTimeout(waiting);
  waiting = setTimeout(drawAll, 200);
});
drawAll();
