"""What the entrypoint has rendered for the application."""

import json

with open("/run/demo/settings.json", encoding="utf-8") as file:
    SETTINGS = json.load(file)
