// Says in words when a passkey was refused, cancelled or not known; allauth's own script only writes to the console.
(() => {
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const refused = /** @type {CustomEvent} */ (event).detail.exception?.name === "NotAllowedError";
    const main = document.getElementById("main");
    if (!main) return;
    document.getElementById("passkey-error")?.remove();
    const box = document.createElement("div");
    box.id = "passkey-error";
    box.className = "alert alert-danger";
    box.setAttribute("role", "alert");
    box.textContent = refused
      ? "The passkey was not used: the request was cancelled or timed out, or this device has no passkey for this site."
      : "The passkey could not be used. Try again, or sign in another way.";
    main.prepend(box);
  });
})();
