// Where Microsoft Entra ID sends the browser back to; its address is registered as the redirect URI.
//
// In the tab itself the answer goes on to the app, which takes it out of the address before anything else runs. In the
// hidden frame of a silent renewal it stays: the app, being of the same origin, reads it there and removes the frame.
if (window.parent === window) {
  location.replace("/" + location.hash);
}
