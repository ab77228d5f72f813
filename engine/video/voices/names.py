"""How names are said that the dictionary does not know, in British phonemes as Kokoro writes them."""

from __future__ import annotations

_WRITTEN = """
priya pɹˈiːə  odette Qdˈɛt  hal hˈal  edwin ˈɛdwɪn  theo θˈiːQ  maud mˈɔːd  thornbury θˈɔːnbəɹi  taylor tˈAlə
avery ˈAvəɹi  quinn kwˈɪn  sasha sˈaʃə  noor nˈʊə  ari ˈɑːɹi  kai kˈI  jo ʤˈQ  kim kˈɪm  betty bˈɛti  olivia əlˈɪviə
ava ˈAvə  sophia səfˈiːə  mia mˈiːə  amelia əmˈiːliə  evelyn ˈiːvlɪn  emily ˈɛmɪli  elizabeth ɪlˈɪzəbəθ
camila kəmˈiːlə  scarlett skˈɑːlɪt  layla lˈAlə  chloe klˈQi  zoe zˈQi  zoey zˈQi  eleanor ˈɛlɪnə  hannah hˈanə
lillian lˈɪliən  aubrey ˈɔːbɹi  ellie ˈɛli  natalie nˈatəli  leah lˈɪə  audrey ˈɔːdɹi  claire klˈɛː  skylar skˈIlə
aaliyah ɑːlˈiːə  kennedy kˈɛnɪdi  kinsley kˈɪnzli  allison ˈalɪsᵊn  alison ˈalɪsᵊn  madelyn mˈadəlɪn  adeline ˈadəlIn
ariana ˌaɹiˈɑːnə  elena ˈɛlənə  gabriella ɡˌabɹiˈɛlə  naomi nAˈQmi  sadie sˈAdi  hailey hˈAli  eva ˈiːvə
nevaeh nəvˈAə  lucas lˈuːkəs  ethan ˈiːθᵊn  sebastian səbˈastiən  aiden ˈAdᵊn  matthew mˈaθjuː  wyatt wˈIət
luke lˈuːk  jayden ʤˈAdᵊn  dylan dˈɪlən  grayson ɡɹˈAsᵊn  greyson ɡɹˈAsᵊn  mateo matˈAQ  matteo matˈAQ
anthony ˈantəni  jaxon ʤˈaksᵊn  jaxson ʤˈaksᵊn  theodore θˈiːədɔː  ryan ɹˈIən  nathan nˈAθᵊn  josiah ʤQsˈIə
hudson hˈʌdsᵊn  connor kˈɒnə  landon lˈandən  adrian ˈAdɹiən  nolan nˈQlən  easton ˈiːstən  colton kˈQltən
cameron kˈamɹən  carson kˈɑːsᵊn  dominic dˈɒmɪnɪk  ian ˈiːən  brayden bɹˈAdᵊn  evan ˈɛvᵊn  xavier zˈAviə  jose hQzˈA
jace ʤˈAs  jameson ʤˈAmsᵊn  bryson bɹˈIsᵊn  kayden kˈAdᵊn  mohammed məhˈamɪd  muhammad məhˈamɪd  ahmed ˈɑːmɛd
aisha Iˈiːʃə  yusuf jˈuːsʊf  omar ˈQmɑː  hassan hasˈɑːn  ibrahim ˈɪbɹəhiːm  mei mˈA  lars lˈɑːz  hiroshi hɪɹˈɒʃi
yuki jˈuːki  kenji kˈɛnʤi  arjun ˈɑːʤuːn  rohan ɹˈQhən  anika ˈanɪkə  ananya ənˈɑːnjə  deepak dˈiːpak  sanjay sˈanʤA
olga ˈɒlɡə  dmitri dɪmˈiːtɹi  natasha nətˈaʃə  svetlana svɛtlˈɑːnə  björn bjˈɜːn  ingrid ˈɪŋɡɹɪd  sven svˈɛn
astrid ˈastɹɪd  amélie ˈamAli  amelie ˈamAli  françois fɹɒnswˈɑː  giulia ʤˈuːliə  chiara kiˈɑːɹə  juan wˈɑːn
lucía luːsˈiːə  siobhan ʃɪvˈɔːn  niamh nˈiːv  aoife ˈiːfə  saoirse sˈɪəʃə  eoin ˈQɪn  cillian kˈɪliən  ffion fˈiːɒn
rhys ɹˈiːs  dafydd dˈavɪð  angharad aŋhˈaɹad  seren sˈɛɹən  imogen ˈɪməʤᵊn  beatrix bˈɪətɹɪks  winifred wˈɪnɪfɹɪd
agnes ˈaɡnɪs  edith ˈiːdɪθ  harriet hˈaɹiət  alfie ˈalfi  reggie ɹˈɛʤi  ottilie ˈɒtɪli  xanthe zˈanθi  tamsin tˈamzɪn
ezio ˈɛtsiQ  nia nˈiːə  amara əmˈɑːɹə  zuri zˈʊəɹi  kwame kwˈɑːmA  kofi kˈQfi  chidi ʧˈiːdi  ngozi ŋɡˈQzi
tunde tˈʊndA  phalaenopsis fˌalɪnˈɒpsɪs
"""
_WORDS = _WRITTEN.split()
NAMES: dict[str, str] = dict(zip(_WORDS[::2], _WORDS[1::2], strict=True))
"""By lower-case name."""
