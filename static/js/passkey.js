/* Asks the browser for a security key or passkey.  A failure is said on the page, beside the button. */

const form = document.querySelector("[data-passkey]");
const problem = form.querySelector("[data-passkey-problem]");
const kind = form.dataset.passkey;
const ask = { add: "addForm", authenticate: "authenticateForm" }[kind];

function say() {
  problem.textContent = problem.dataset.passkeyProblem;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  say();
});

if (window.PublicKeyCredential) {
  const ids = {
    [kind]: "passkey",
    credential: form.querySelector("[name=credential]").id,
    data: "passkey-options",
  };
  window.allauth.webauthn.forms[ask]({ ids });
  document.getElementById("passkey").addEventListener("click", () => { problem.textContent = ""; });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      document.getElementById("passkey").click();
    }
  });
} else {
  say();
}
