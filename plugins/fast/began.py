"""When this process began to load our code; it is loaded before all else."""

import time

BEGAN = time.time()  # seconds since 1970
