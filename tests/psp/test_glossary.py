from psp.core.folding import fold
from psp.glossary import GLOSSARY


def test_words_stand_in_the_order_of_the_alphabet_and_once():
    words = [fold(str(word)) for word, _meaning in GLOSSARY]
    assert words == sorted(set(words))
