# attention_worked_example.gp - the worked example of the lecture notes: scores, weights and outputs of
# three tokens, with what the notes print.
#
# Needs the array metrics scores, weights, output and output_printed_theory at scaled = false, mask =
# full; both axes may be missing.
load "style.gp"

# ---- data: blocks 0 scores, 1 weights, 2 output -------------------------------------------------------
wanted(dummy) = (col("scaled") == 0 || strcol(col("scaled")) eq "false") && (col("mask") == 0 || strcol(col("mask")) eq "full")
eval table("summary_scores.tsv")
eval keep('(m("key")):(m("query")):(m("scores_mean"))', 'wanted(0)')
eval table("summary_weights.tsv")
eval keep('(m("key")):(m("query")):(m("weights_mean"))', 'wanted(0)')
eval table("summary_output.tsv")
eval keep('(m("dim")):(m("query")):(m("output_mean"))', 'wanted(0)')
eval table("summary_output_printed_theory.tsv")
array PRINTED[6]
cv = col("output_printed_theory")
stats TABLE using (wanted(0) ? (PRINTED[2*int(m("query")) - 2 + int(m("dim"))] = column(cv)) : 0, 0) nooutput
printed(q, d) = PRINTED[2*int(q) - 2 + int(d)]
wrong(q, d, x) = abs(x - printed(q, d)) > 5e-4

# ---- paper ------------------------------------------------------------------------------------------
TITLE = "The worked example is exact, but for four of its printed outputs"
SUBTITLE = "Three tokens, Q = K = V = [[1, 0], [0, 1], [1, 1]], scores not scaled. Red: as the lecture notes print it, wrong in the last digit, having summed rounded weights"
TOP = head(0) + 74
LEFT = 92
CELL = NARROW ? 70 : min_(74, (W - LEFT - 24 - 2*44)/8.)
GAP = 44
array X_[3]; array Y_[3]; array C_[3] = [3, 3, 2]
do for [k=1:3] {
    X_[k] = NARROW ? LEFT : LEFT + (k-1)*(3*CELL + GAP)
    Y_[k] = NARROW ? TOP + (k-1)*(3*0.62*CELL + 70) : TOP
}
H = Y_[3] + 3*0.62*CELL + 28
@OPEN
unset grid
set border 0
set tics scale 0
unset xtics; unset ytics
set yrange [3.5:0.5]
a(z) = 255*0.85*z**0.75
NAMES = "scores\302\240{/:Italic\302\240QK^T} weights outputs"
do for [k=1:3] {
    unset label
    set xrange [0.5:C_[k]+0.5]
    eval panel(X_[k], Y_[k], X_[k] + C_[k]*CELL, Y_[k] + 3*0.62*CELL)
    if (k == 1) { @HEADLINES }
    set label 1 letter(word("a b c", k)).word(NAMES, k) at screen px(k == 1 || NARROW ? 16 : X_[k]),graph 1 offset 0,2.5 left tc rgb MUTE
    do for [i=1:C_[k]] {
        set label 10+i "".(k < 3 ? sprintf("key %d", i) : sprintf("dim %d", i)) at i,graph 1 offset 0,0.8 center font SMALL tc rgb MUTE
    }
    do for [i=1:3] {
        if (k == 1 || NARROW) { set label 20+i sprintf("query %d", i) at graph 0,first i offset -0.8,0 right font SMALL tc rgb MUTE }
    }
    if (k == 1) {
        plot $ROWS index 0 every ::1 using 1:2:(47):(127):(194):(a(0.16*$3)) with rgbalpha @IMAGE title "score", \
             $ROWS index 0 every ::1 using 1:2:(sprintf("%.0f", $3)) with labels tc rgb INK title ""
    }
    if (k == 2) {
        plot $ROWS index 1 every ::1 using 1:2:(47):(127):(194):(a($3)) with rgbalpha @IMAGE title "weight", \
             $ROWS index 1 every ::1 using 1:2:(sprintf("%.5f", $3)) with labels tc rgb INK title ""
    }
    if (k == 3) {
        plot $ROWS index 2 every ::1 using 1:2:(47):(127):(194):(a(0.5*$3)) with rgbalpha @IMAGE title "output", \
             $ROWS index 2 every ::1 using 1:(wrong($2, $1, $3) ? $2-0.16 : $2):(sprintf("%.5f", $3)) with labels tc rgb INK title "", \
             $ROWS index 2 every ::1 using 1:(wrong($2, $1, $3) ? $2+0.2 : NaN):(sprintf("%.3f", printed($2, $1))) with labels tc rgb FAIL font SMALL title ""
    }
}
unset multiplot
