"""`python -m cli` is `jixiao`."""

from cli.main import main

main()
