"""What an operator types, word by word; the work is done in the modules beside this folder."""
