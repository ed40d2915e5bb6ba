package dev.kyoto.bench.contest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries.CategorySeriesRenderStyle;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;

/** Draws the binary logarithm of Kyoto's ratio to each peer, program by program. */
final class Plot {
    private static final int WIDTH_EACH = 26;
    private static final int MARGIN = 300;
    private static final int HEIGHT = 700;

    private Plot() {}

    static void write(Scores scores, Path file) throws IOException {
        var shown = scores.programs().stream().filter(it -> scores.best(it).isPresent()).toList();
        if (shown.isEmpty()) {
            return;
        }
        var chart =
                new CategoryChartBuilder()
                        .width(MARGIN + WIDTH_EACH * shown.size())
                        .height(HEIGHT)
                        .title(
                                "Kyoto beside each peer: 0 is as fast, 1 twice as slow, -1 twice as fast")
                        .yAxisTitle("doublings")
                        .build();
        chart.getStyler().setXAxisLabelRotation(90);
        chart.getStyler().setDefaultSeriesRenderStyle(CategorySeriesRenderStyle.Stick);
        var names = shown.stream().map(Program::name).toList();
        for (var peer : scores.peers()) {
            // A gap is null to the library, whose own type for it says nothing of that.
            List<@Nullable Double> ratios = new ArrayList<>();
            for (var program : shown) {
                var ratio = scores.ratio(program, peer);
                ratios.add(ratio.isPresent() ? Math.log(ratio.getAsDouble()) / Math.log(2) : null);
            }
            if (ratios.stream().anyMatch(Objects::nonNull)) {
                chart.addSeries(peer, names, ratios);
            }
        }
        // The encoder adds the suffix by itself.
        var name = file.toString();
        VectorGraphicsEncoder.saveVectorGraphic(
                chart,
                name.substring(0, name.length() - ".svg".length()),
                VectorGraphicsFormat.SVG);
    }
}
