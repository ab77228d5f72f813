"""Word lists for the rules of accept.py: what any sentence may begin with, who is a person, what frightens, what hurts."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


COMMON = _words(
    """
a about above absolutely accident account accuse across actually add admit after again against ago agreed ah aha aim alas alive
all allow almost alone along already also although always am amazing among an and anger angry another answer any anybody anyhow
anyone anything anyway apart apologies apparently are aren't arithmetic around arrive art as ask asked asleep at aunt awake away
aye back bad bake barely be bear beautiful because been before beg begin behind being believe below bend beneath beside besides
best bet better between beware beyond bite blame bless blow blue boil both bother bow bread break breathe bring broken brown brush
budge bury but button buy by bye cake call calm came can can't cannot careful carry catch cats certainly chairman chance chase
check cheer children choose clean clearly clever climb close coffee cold collect comb come comfort conscience consider cook
cough could couldn't count cover crawl cross cry curious curl cut dance dare darling day dead deal dear dearest decide deep
definitely delicious did didn't dig divide do does doesn't dogs don't done door dotted doubt down drag draw dreadful dream dress
drink drive drop dry during dust each early earth easier easily easy eat eight either eleven else empty end enough enter even
evening ever every everybody everyone everything everywhere evidently evil exactly excellent except excuse expect explain eye
eyes face fair family far fast father feed feel fetch few fifteen fifty fight fill finally find fine finger finish fire first
five fix flowers fly fold follow fool foolish for forget forgive forgiveness forty forward found four fresh friend friends from
full fun funny gardens gather gently get ghosts give glad gloves go god going gold gone good goodbye goodness goodnight got
gracious grandmother granted great green grey grief grow guard guess guilt guilty habit had hadn't half hand hands handsome hang
hanging happy hard hardly has hasn't hat hate haul have haven't having he he'd he'll he's hear heard heat heaven heavens hello
help her here here's hers herself hey hi hide him himself his hit hm hmm hold home honest honestly honesty hope horrible how
how's however hungry hurry hush i i'd i'll i'm i've idle if imagine impossible in indeed ink inside instead interesting into
invite iron is isn't it it'd it'll it's item its itself jam jealousy jump just justice keep keys kind kindly kindness kiss kneel
knock knots know known ladies lady last late lately later laugh laughing laughter lay lead lean least leave left lend less lest
let let's letters lick lie lies lift light like likely listen little lock long look lose loss lots loud love lovely low luck
luckily madam make manners many mark marry marvellous may maybe me mean meanwhile measure melt memory men mend merely mice
midnight might milk mind mine miss mistake mix moments money more morning most mostly mother move mr mrs much mum murder music
must my myself nail name names narrow near nearly need neither never nevertheless new news next nice night nine no nobody nod
noise none nonsense noon nor normally not note nothing notice nought now nowhere obviously odd of off offer often oh okay old on
once one ones only open or order other others otherwise ought our ours out outside over own pack pain paint paper pardon parents
part pass patience pay peace peel people perfectly perhaps personally pick pin pity plainly plant play please plenty pluck point
polish poor possibly post pour practise pray precisely press presumably pretend pretty pride print probably promise prove pull
punish push put quick quickly quiet quietly quite rain raise rather reach read ready really red remember remind rest ride right
ring rise roll row rub rubbish rumour run sad safe said salt same save saw say school second secrets see seen sell send serious
seriously set seven several sew shake shall shame share she she'd she'll she's should shouldn't shout show shrug shut sign
silence silly silver simple simply since sing sink sir sit six sleep slide slip slow slowly small smell smile smoke snow so
solve some somebody somehow someone something sometimes somewhere soon sorry sort spare speak spell spill splendid split spread
stack stand start stay steady steal step still stir stitch stop strange strangely study stupid such suddenly sugar sun suppose
supposing sure surely swear sweep sweet swim switch take talk tap taste tea tear tears tell ten terrible than thank thanks that
that'd that'll that's the their theirs them themselves then there there'd there'll there's therefore these they they'd they'll
they're they've thick thin things think third thirteen thirty this those though thought three through throw thus tidy tie till
time tip to toast today together tomorrow tonight too toss touch toward towards trade tradition treat trim trouble true truly
trust truth try turn twelve twenty twice twist two ugly under understand unfortunately unless unlike until up upon us use used
useful usually vanity very violets visit vote wait wake walk want warm was wasn't watch water wave wax way we we'd we'll we're
we've wear weather weigh welcome well well-known went were weren't what what'd what'll what's whatever when when's whenever
where where's wherever whether which whichever while whisper whistle white who who'd who'll who's whoever whole whom whose why
why's wicked will win wind wine winter wipe wise wish with within without women won't wonder wonderful wood words work worse
worst would wouldn't wrap write wrong yawn yellow yes yesterday yet you you'd you'll you're you've young your yours yourself
yourselves
"""
)
"""Words that any sentence may begin with, which are therefore nobody's name however they are written."""
CALENDAR = _words(
    """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october
november december christmas easter god lord heaven english latin mr mrs miss ms dr sir madam
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
