// Where Microsoft Entra ID sends the browser back to: this page's exact address is registered as a redirect URI.
//
// The answer stands behind the # and holds a token, so it leaves the address bar and the history before anything else
// happens. Then it goes to the app: by session storage in the main window, by a channel that only the asker knows from a
// hidden frame or a popup. Nothing is judged here; the app checks everything.
(() => {
  "use strict";
  const answer = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);

  // MSAL's state: base64 of {"id": …, "meta": {"interactionType": …}}.
  const readState = () => {
    try {
      const state = JSON.parse(atob(new URLSearchParams(answer).get("state")));
      return /^[\w-]{22}$/.test(state.id) ? state : null;
    } catch {
      return null;
    }
  };

  const state = readState();
  const embedded = window.parent !== window;
  if (embedded || state?.meta?.interactionType === "popup") {
    if (state) {
      const channel = new BroadcastChannel(`avd.signin.${state.id}`);
      channel.postMessage(answer);
      channel.close();
    }
    // A frame is removed by the app; a popup ends itself.
    if (!embedded) {
      window.close();
      // A page on the way here may have cut this window off from the one that opened it; then only the person can close it.
      addEventListener("DOMContentLoaded", () => {
        document.body.textContent = document.title = "You can close this window.";
      });
    }
    return;
  }

  let hash = "";
  if (answer) {
    try {
      sessionStorage.setItem("avd.signin.answer", answer);
    } catch {
      // Storage is refused or full: the app takes the answer from the address, also before anything else.
      hash = `#${answer}`;
    }
  }
  location.replace(`/${hash}`);
})();
