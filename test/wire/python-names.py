"""Looks up modules and names of the catalogue in the libraries that are installed.

    KEEPALIVE_NAMES='{ "requests": ["get", "Session().get"] }' python3 -W ignore - < test/python-names.py

prints { "requests": { "get": true, "Session().get": true } }, and null in place of a module that is not installed or
cannot be loaded. `azure.storage.*` is any of the first modules below `azure.storage`, `*Client` any name that ends so.
"""

import asyncio
import fnmatch
import importlib
import json
import os
import pkgutil
import re


def load(name):
    try:
        return importlib.import_module(name)
    except ImportError:
        # Also a module that is there, and needs another that is not: nothing can be told of its names.
        return None


def modules(pattern):
    parent, star, rest = pattern.partition(".*")
    if not star:
        return [load(pattern)]
    package = load(parent)
    # Some have dozens, each slow to load, and all alike.
    below = list(pkgutil.iter_modules(package.__path__))[:6] if package else []
    return [load(f"{parent}.{each.name}{rest}") for each in below]


def member(holder, name):
    """The attribute; of a package also a module of it that has not been imported."""
    if "*" in name:
        return next((getattr(holder, each) for each in dir(holder) if fnmatch.fnmatchcase(each, name)), None)
    if not hasattr(holder, name) and hasattr(holder, "__path__"):
        return load(f"{holder.__name__}.{name}")
    return getattr(holder, name, None)


def exists(module, path):
    found = module
    for name, call in re.findall(r"([\w*]+)(\(\))?", path):
        found = member(found, name)
        if found is None:
            return False
        # A class has the methods of its objects; a function has to be asked.
        if call and not isinstance(found, type):
            found = found()
    return found is not None


def look_up(pattern, paths):
    found = [module for module in modules(pattern) if module is not None]
    return {path: any(exists(module, path) for module in found) for path in paths} if found else None


async def main():
    # What libraries print while they are imported is no part of the answer.
    answer = os.dup(1)
    os.dup2(2, 1)
    names = json.loads(os.environ["KEEPALIVE_NAMES"])
    os.write(answer, json.dumps({name: look_up(name, paths) for name, paths in names.items()}).encode())


# Some functions want a running loop.
asyncio.run(main())
