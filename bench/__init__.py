"""`make bench`: our whole stack beside stock Rasa, in one run on one machine."""
