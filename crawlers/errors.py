"""Errors that a person sees: one clear sentence saying what, where and what to do, with the right exit code."""

from __future__ import annotations

EXIT_OK = 0
EXIT_FAILED = 1
EXIT_USAGE = 2
EXIT_WARNINGS = 3


class ThiduaError(Exception):
    """Something refused, failed or locked (exit code 1). ``str(error)`` is shown to the user as it stands, without traceback."""

    exit_code = EXIT_FAILED


class ConfigurationError(ThiduaError):
    """Wrong use or wrong configuration (exit code 2): a malformed TOML file, an unknown site, a missing contact."""

    exit_code = EXIT_USAGE


class PartialFailure(ThiduaError):
    """Done with warnings (exit code 3): some sites or inputs failed, the others were finished."""

    exit_code = EXIT_WARNINGS
