/* The rules of a new password tick as one types, and a meter says in words how good it is.
   The estimator and its dictionary are fetched when the box gets the focus.  The server decides. */

const RULES = {
  length: (text) => [...text].length >= 8,
  upper: (text) => /\p{Lu}/u.test(text),
  lower: (text) => /\p{Ll}/u.test(text),
  digit: (text) => /\p{Nd}/u.test(text),
};
const LONGEST = 72;
const PAUSE = 400; // milliseconds of quiet before a reader is told

function load(address) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
}

let estimator;

async function fetchEstimator(addresses) {
  for (const address of addresses) await load(address);
  const { core, "language-common": common } = window.zxcvbnts;
  return new core.ZxcvbnFactory({
    dictionary: common.dictionary,
    graphs: common.adjacencyGraphs,
    maxLength: LONGEST,
  });
}

function wordsAround(form) {
  const typed = [...form.querySelectorAll("[name=username], [name=email]")].map((box) => box.value);
  return typed.flatMap((text) => text.toLowerCase().split(/[@.]/)).filter(Boolean);
}

for (const root of document.querySelectorAll("[data-password]")) {
  const input = root.querySelector("input");
  const meter = root.querySelector("[data-meter]");
  const status = meter.querySelector("[role=status]");
  const phrases = meter.querySelector("template").content;
  const reveal = root.querySelector("[data-reveal]");
  let pause;

  const judge = async () => {
    if (!estimator || !input.value) return;
    const judged = (await estimator).check(input.value, wordsAround(input.form));
    const score = Math.max(1, judged.score);
    meter.dataset.score = score;
    clearTimeout(pause);
    pause = setTimeout(() => {
      status.replaceChildren(...phrases.querySelector(`[data-score="${score}"]`).cloneNode(true).childNodes);
    }, PAUSE);
  };

  input.addEventListener("focus", () => {
    estimator ??= fetchEstimator(meter.dataset.scripts.split(" "));
    estimator.then(judge, () => {});
  });
  input.addEventListener("input", () => {
    meter.hidden = !input.value;
    for (const rule of root.querySelectorAll("[data-rule]")) {
      const isMet = RULES[rule.dataset.rule](input.value);
      rule.classList.toggle("is-met", isMet);
      rule.querySelector("span").hidden = !isMet;
    }
    judge().catch(() => {});
  });

  const show = reveal.textContent;
  reveal.hidden = false;
  reveal.addEventListener("click", () => {
    const isHidden = input.type === "password";
    input.type = isHidden ? "text" : "password";
    reveal.textContent = isHidden ? reveal.dataset.hide : show;
    input.focus();
  });
  input.form.addEventListener("submit", () => { input.type = "password"; });
}
