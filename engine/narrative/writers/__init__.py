"""Those who put words to a scene: the authored storylets, and later a language model under a schema."""
