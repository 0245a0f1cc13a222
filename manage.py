#!/usr/bin/env python
"""Run a management command."""

import os
import sys

from django.core.management import execute_from_command_line

from psp.environment import end_on_mistake

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "psp.settings")
    end_on_mistake()
    execute_from_command_line(sys.argv)
