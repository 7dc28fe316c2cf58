# attention_map.gp - weights of one head over a sentence, without and with a causal mask, and the
# entropy of each row.
#
# Needs the axis mask, the array metrics weights and entropy, and the parameter tokens.
load "style.gp"

# ---- data: blocks 0, 1: weights without and with the mask --------------------------------------------
TOKENS = ""
LENGTH = 0
DIM = ""
if (have("parameters.tsv")) {
    eval table("parameters.tsv")
    stats TABLE using (strcol(1) eq "tokens" ? (TOKENS = strcol(2)) : strcol(1) eq "length" ? (LENGTH = int(strcol(2))) : strcol(1) eq "head_dim" ? (DIM = strcol(2)) : 0, 0) nooutput
}
eval table("summary_weights.tsv")
ck = col("mask")
eval span('m("query")')
N = int(HIGH)
do for [k=1:2] {
    eval keep('(m("key")):(m("query")):(m("weights_mean"))', 'strcol(ck) eq "'.word("full causal", k).'"')
}
eval table("summary_entropy.tsv")
array ENTROPY[2*N]
stats TABLE using (ENTROPY[(strcol(col("mask")) eq "causal" ? N : 0) + int(m("query"))] = m("entropy_mean"), 0) nooutput
NAMED = LENGTH == 0 && N <= 14
token(i) = NAMED && i <= words(TOKENS) ? word(TOKENS, i) : sprintf("%d", i)

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "Each query spreads one unit of attention over the keys it may see"
SUBTITLE = "Softmax of the products of random queries and keys".(DIM eq "" ? "" : " of ".DIM." dimensions").". Cells: weight × 100, every row adds up to 100; bars: entropy of the row, full length ln ".sprintf("%d", N)
TOP = head(0) + 104
LEFT = 84
WIDE = NARROW ? W - LEFT - 76 : 0.5*(W - LEFT - 28 - 2*62)
array X_[2] = [LEFT, NARROW ? LEFT : LEFT + WIDE + 90]
array Y_[2] = [TOP, NARROW ? TOP + WIDE + 116 : TOP]
H = Y_[2] + WIDE + 24
@OPEN
unset grid
set border 0
set tics scale 0
unset xtics; unset ytics
set xrange [0.5:N+0.5]; set yrange [N+0.5:0.5]
CELL = WIDE/N
FIT = sprintf(",%.1f", max_(7, min_(11.5, CELL*0.42)))
a(z) = 255*0.85*z**0.75
do for [k=1:2] {
    unset label; unset arrow
    eval panel(X_[k], Y_[k], X_[k] + WIDE, Y_[k] + WIDE)
    if (k == 1) { @HEADLINES }
    set label 1 letter(word("a b", k)).word("all\302\240keys causal\302\240mask", k) at screen px(k == 1 || NARROW ? 16 : X_[k] - 8),screen py(Y_[k] - 76) left tc rgb MUTE
    do for [i=1:N] {
        set label 100+i token(i) at i,0.38 left rotate by 45 font SMALL tc rgb INK noenhanced
        if (k == 1 || NARROW) { set label 200+i token(i) at 0.3,i right font SMALL tc rgb INK noenhanced }
        set arrow 400+i from first N+0.5+8./CELL,first i to first N+0.5+48./CELL,first i nohead lw 6 lc rgb GRID
        set arrow 500+i from first N+0.5+8./CELL,first i to first N+0.5+(8+40*ENTROPY[(k-1)*N+i]/log(N))/CELL,first i nohead lw 6 lc rgb S[6]
    }
    plot $ROWS index k-1 every ::1 using 1:2:(47):(127):(194):(a($3)) with rgbalpha @IMAGE title "attention weight", \
         $ROWS index k-1 every ::1 using 1:2:($3 > 0 ? sprintf("%.0f", 100*$3) : "") with labels tc rgb INK font FIT title ""
}
unset multiplot
