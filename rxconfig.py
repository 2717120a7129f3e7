"""Reflex's configuration. Building the pages needs the Python and npm registries only."""

import gc
import os
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

SERVING = os.environ.get("__REFLEX_SKIP_COMPILE") == "true"

if not SERVING:
    gc.set_threshold(200_000, 50, 50)  # compiling makes millions of objects and drops hardly any: looking for rubbish took an eighth of it
_scripts = Path(sysconfig.get_path("scripts"))
if (_scripts / "npm").exists():  # the Node.js of requirements.txt, before whatever the machine has
    os.environ["PATH"] = f"{_scripts}{os.pathsep}{os.environ.get('PATH', '')}"
os.environ.setdefault("REFLEX_USE_NPM", "1")
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "false")
if not SERVING and "NPM_CONFIG_REGISTRY" not in os.environ:
    # The registry npm is set to; said aloud, it spares Reflex a search for the nearest one.
    chosen = subprocess.run(["npm", "config", "get", "registry"], capture_output=True, text=True, check=False).stdout.strip()
    if chosen:
        os.environ["NPM_CONFIG_REGISTRY"] = chosen

import reflex as rx  # noqa: E402

_backend: dict[str, Any] = {"api_url": os.environ["CLINIC_API_URL"]} if "CLINIC_API_URL" in os.environ else {}

config = rx.Config(
    app_name="clinic_app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    # Behind the one door everything has the same origin; only the development server has two.
    cors_allowed_origins=[] if os.environ.get("REFLEX_ENV_MODE") == "prod" else ["http://localhost:3000"],
    plugins=[],
    disable_plugins=[rx.plugins.SitemapPlugin],
    **_backend,
)
