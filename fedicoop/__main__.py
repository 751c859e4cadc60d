"""``python -m fedicoop`` is the program."""

from fedicoop.cli import main

if __name__ == "__main__":
    main()
