"""The workers' key for placements, as tests set it up."""

from cloak_kit.hpke import PrivateKeys

PRIVATE = "YSB3b3JrZXIncyBrZXksIGZvciB0ZXN0cyBhbG9uZSE="
PUBLIC = PrivateKeys.parse(PRIVATE).public
