# position_kinds.gp - the score of one query and one key at all pairs of positions against their offset,
# for ways to encode positions: mean, and the range over places.
#
# Needs the axis kind and the array metrics score, score_low and score_high.
load "style.gp"

KINDS = "none sinusoidal rope alibi relative"
WORDS_1 = "no\302\240encoding sinusoids\302\240added rotary penalty\302\240on\302\240distance vectors\302\240for\302\240distances"
WORDS_2 = "Vaswani\302\2402017 Su\302\2402021 Press\302\2402022 Shaw\302\2402018"

# ---- data: blocks 2 (i - 1) mean, and lowest and highest ----------------------------------------------
K = 5
array LOW_[4096]
do for [i=1:K] {
    eval table("summary_score.tsv")
    ck = col("kind")
    eval keep('(m("offset")):(m("score_mean"))', 'strcol(ck) eq "'.word(KINDS, i).'"')
    eval table("summary_score_low.tsv")
    ck = col("kind")
    stats TABLE using (strcol(ck) eq word(KINDS, i) ? (LOW_[int(m("offset")) + 1] = m("score_low_mean")) : 0, 0) nooutput
    eval table("summary_score_high.tsv")
    ck = col("kind")
    eval keep('(m("offset")):(LOW_[int(m("offset")) + 1]):(m("score_high_mean"))', 'strcol(ck) eq "'.word(KINDS, i).'"')
}
eval table("summary_score_low.tsv")
eval span('m("score_low_mean")')
Y0 = LOW
eval span('m("offset")')
X1 = HIGH
eval table("summary_score_high.tsv")
eval span('m("score_high_mean")')
Y1 = HIGH
PAD = 0.06*(Y1 - Y0)

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Added sinusoids leave a trace of the place in scores, later ways do not"
SUBTITLE = "Score of one random query and one random key put at every pair of positions. Lines: mean over places at an offset, band: from smallest to largest"
TOP = head(0) + 40
COLUMNS_ = NARROW ? 2 : 3
LEFT = 56
GAP = 34
WIDE = (W - LEFT - 20 - GAP*(COLUMNS_ - 1))/COLUMNS_
TALL = 130
H = TOP + ceil(1.*K/COLUMNS_)*(TALL + 78) - 16
@OPEN
set xrange [0:X1]; set yrange [Y0-PAD:Y1+PAD]
eval ticks("x", 0, X1, 4)
eval ticks("y", Y0, Y1, 5)
do for [i=1:K] {
    unset label
    column_ = (i-1) % COLUMNS_
    row_ = (i-1)/COLUMNS_
    x = LEFT + column_*(WIDE + GAP)
    y = TOP + row_*(TALL + 78)
    eval panel(x, y, x + WIDE, y + TALL)
    if (i == 1) { @HEADLINES }
    eval yname(letter(word("a b c d e", i)).word(WORDS_1, i), column_ == 0 ? 16 : x - 6)
    if (i > 1) { set label 1 word(WORDS_2, i-1) at graph 0.97,0.91 right font SMALL tc rgb MUTE }
    unset xlabel
    if (i > K - COLUMNS_) { eval xname("offset of the key") }
    if (column_ == 0) { set format y "%g" } else { set format y "" }
    plot $ROWS index 2*(i-1)+1 using 1:2:3 with filledcurves fc rgb veil(S[i == 2 ? 2 : 1]) title "range over places", \
         $ROWS index 2*(i-1) using 1:2 with lines lw 1.6 lc rgb S[i == 2 ? 2 : 1] title "mean"
}
unset multiplot
