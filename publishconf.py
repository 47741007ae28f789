"""How the site is built for publication: only when nothing about the practice is an example any more."""

from pelicanconf import *
from pelicanconf import ROOT

import practice  # isort: skip - pelicanconf made it findable

PRACTICE, PRACTICE_FAULTS = practice.read(ROOT, for_publication=True)
PACKED = True
