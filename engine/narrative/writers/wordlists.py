"""Word lists for the rules of accept.py: what any sentence may begin with, who is a person, what frightens, what hurts."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMMON = _words(
    """
a about above absolutely accident account accuse across actually admit after again against ago agreed ah aha alas alive all
allow almost alone along already also although always am amazing among an and angry another answer any anybody anyhow anyone
anything anyway apart apologies apparently are aren't around as ask asked at aunt awake away aye back bad barely be bear
beautiful because been before begin behind being believe below beneath beside besides best better between beware beyond bless
both bother bread break breathe bring broken brush but buy by bye call calm came can can't cannot careful carry certainly chance
check cheer children choose clearly clever close cold come comfort consider could couldn't count curious cut dare darling day
dead dear dearest decide deep definitely delicious did didn't do does doesn't don't done door doubt down dreadful drink drop
during each early earth easier easily easy eat eight either eleven else empty end enough enter even evening ever every everybody
everyone everything everywhere evidently evil exactly excellent except excuse expect explain eye eyes face fair family far fast
father feel few fifteen fifty fight finally find fine finish fire first five flowers follow fool foolish for forget forgive
forty forward found four fresh friend friends from full fun funny gently get give glad go god going gone good goodbye goodness
goodnight got gracious granted grandmother great guess guilty had hadn't half hand hands handsome happy hard hardly has hasn't
hat have haven't having he he'd he'll he's hear heard heaven heavens hello help her here here's hers herself hey hi him himself
his hm hmm hold home honest honestly hope horrible how how's however hungry hurry hush i i'd i'll i'm i've idle if imagine
impossible in indeed inside instead interesting into is isn't it it'd it'll it's its itself just keep kind kindly knock know
known ladies last late lately later laugh lay lead least leave left less lest let let's letters lie lies lift light like likely
listen little lock long look lots loud love lovely low luck luckily madam make many marry marvellous may maybe me mean meanwhile
men merely midnight might mind mine miss mistake moments money more morning most mostly mother move mr mrs much mum murder must
my myself names near nearly need neither never nevertheless new next nice night nine no nobody noise none nonsense noon nor
normally not note nothing notice now nowhere nought obviously odd of off often oh okay old on once one ones only open or other
others otherwise ought our ours out outside over own pardon parents part pass patience pay peace people perfectly perhaps
personally pick pity plainly play please plenty point poor possibly pour pray precisely presumably pretend pretty probably
promise pull push put quick quickly quiet quietly quite rain rather read ready really remember remind right rubbish run sad safe
said same save saw say school second secrets see seen send serious seriously set seven several shall shame she she'd she'll
she's should shouldn't show shut silence silly simple simply since sir sit six sleep slow slowly small smell smile snow so some
somebody somehow someone something sometimes somewhere soon sorry speak splendid stand start stay steady still stop strange
strangely stupid such suddenly suppose supposing sure surely sweet swear take talk taste tea tell ten terrible than thank thanks
that that'd that'll that's the their theirs them themselves then there there'd there'll there's therefore these they they'd
they'll they're they've things think third thirteen thirty this those though thought three through throw thus tidy till time to
today together tomorrow tonight too touch toward towards true truly trust truth try turn twelve twenty twice two ugly under
understand unfortunately unless unlike until up upon us used useful usually very wait wake walk want warm was wasn't watch water
way we we'd we'll we're we've weather welcome well well-known went were weren't what what'd what'll what's whatever when when's
whenever where where's wherever whether which whichever while whisper who who'd who'll who's whoever whole whom whose why why's
wicked will wine wipe wise wish with within without women won't wonder wonderful words work worse worst would wouldn't write
wrong yes yesterday yet you you'd you'll you're you've young your yours yourself yourselves
"""
)
"""Words that any sentence may begin with, which are therefore nobody's name however they are written."""
CALENDAR = _words(
    """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october
november december christmas easter god lord heaven english latin
"""
)
"""Written with a capital anywhere, and no news."""
PERSONS = _words(
    """
ambassador apprentice assassin astronaut aunt baker banker baron baroness barmaid bishop boatman brother burglar butcher butler
captain carpenter chauffeur chef colonel constable cook count countess cousin curate daughter detective doctor driver duchess
duke earl engineer ex-husband ex-wife father farmer fiancé fiancée fisherman footman gamekeeper gardener general governess
grandfather grandmother grandson granddaughter grocer groom housekeeper hunter husband inspector judge king landlady landlord
lawyer lodger lover maid major mayor mechanic midwife milkman miner mistress mother nanny nephew niece nun nurse organist
painter pilot plumber poacher policeman policewoman postman priest prince princess professor queen reporter robber sailor
schoolmaster schoolteacher secretary sergeant servant sexton sheriff shepherd sister smuggler soldier solicitor son spy
stationmaster surgeon teacher twin uncle undertaker valet verger vet vicar widow widower wife witch
"""
)
"""Nouns that bring in a person. One of whom a story has not spoken is a stranger to it."""
EMPTY = _words(
    """
a an the of in on at to and or by for with from is was were be been it its his her their my your our that this as had has have
"""
)
"""Words that carry no fact."""
MILD_FEAR = _words(
    """
afraid creep creepy dark darkness fright frightened ghost ghosts grave graveyard haunt haunted midnight phantom scare scared
scream shadow shadows shiver spirit spirits tomb whisper whispers
"""
)
STRONG_FEAR = _words(
    """
agony corpse corpses coffin demon demons devil dread horror horrors monster nightmare nightmares terrified terror undead abyss
crypt screaming screams
"""
)
MILD_VIOLENCE = _words(
    """
bruise bruised fight fighting fist fists gun guns kick kicked knife knives pistol poison punch punched revolver rifle shoot
shove slap slapped smash threat threaten weapon wound wounded
"""
)
STRONG_VIOLENCE = _words(
    """
axe behead bleed bleeding blood bloody bludgeon butchered choke choked corpse corpses drown drowned execute execution gore hang
hanged kill killed killer killing kills massacre murder murdered murderer shot slaughter slit stab stabbed strangle strangled
throat torture tortured
"""
)
COARSE = _words(
    """
arse arsehole ass asshole bastard bastards bitch bitches bloody bollocks bugger cock cocks crap cunt cunts damn dick dicks fag
faggot fuck fucked fucker fucking fucks goddamn naked nigger nude orgasm penis piss pissed porn prick pussy rape raped rapist
sex sexy shit shitty slut sluts tits vagina wank wanker whore whores
"""
)
"""Said by nobody in any story."""
