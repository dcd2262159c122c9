"""`python -m tests.faults`: the chaos run, see chaos.py."""

import os
import sys
from importlib import import_module

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()  # before anything that knows a model
    sys.exit(import_module("tests.faults.chaos").main())
