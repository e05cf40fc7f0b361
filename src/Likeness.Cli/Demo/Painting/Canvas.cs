using System.Numerics;

namespace Likeness.Cli.Demo.Painting;

/// <summary>The colour at a place: u from 0 (left) to 1 (right), v from 0 (top) to 1 (bottom).</summary>
internal delegate Vector3 Shader(float u, float v);

/// <summary>The colour at a place that lies <paramref name="depth"/> (in v) under an edge.</summary>
internal delegate Vector3 DepthShader(float u, float v, float depth);

/// <summary>
/// A picture while it is painted. Places are given in u and v, both 0 to 1; sizes of round things in parts of the height,
/// so that they stay round on pictures that are not square. Edges are blended by how much of a pixel they cover.
/// </summary>
internal sealed class Canvas(int width, int height)
{
    // Rows into which a pixel is cut when a polygon's edge crosses it; along a row the coverage is exact.
    private const int RowsPerPixel = 4;

    private readonly Vector3[] pixels = new Vector3[width * height];
    private readonly float[] coverage = new float[width];

    /// <summary>Width over height.</summary>
    public float Aspect { get; } = width / (float)height;

    /// <summary>Paints every pixel.</summary>
    public void Fill(Shader shader)
    {
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                pixels[y * width + x] = shader((x + 0.5f) / width, (y + 0.5f) / height);
    }

    /// <summary>Paints everything under the line v = <paramref name="edge"/>(u).</summary>
    public void FillBelow(Func<float, float> edge, Shader shader) => FillBelow(edge, (u, v, _) => shader(u, v));

    /// <summary>Paints everything under the line v = <paramref name="edge"/>(u), by how deep under it.</summary>
    public void FillBelow(Func<float, float> edge, DepthShader shader)
    {
        for (var x = 0; x < width; x++)
        {
            var u = (x + 0.5f) / width;
            var line = edge(u);
            var top = line * height;
            for (var y = Math.Max(0, (int)top); y < height; y++)
            {
                var v = (y + 0.5f) / height;
                Blend(x, y, shader(u, v, v - line), Math.Min(1f, y + 1 - top));
            }
        }
    }

    /// <summary>Paints the inside of a closed polygon (even-odd rule).</summary>
    public void FillPolygon(ReadOnlySpan<Vector2> corners, Shader shader, float opacity = 1f)
    {
        float top = float.MaxValue, bottom = float.MinValue;
        foreach (var corner in corners)
        {
            top = Math.Min(top, corner.Y * height);
            bottom = Math.Max(bottom, corner.Y * height);
        }

        Span<float> crossings = stackalloc float[corners.Length];
        for (var y = Math.Max(0, (int)top); y < Math.Min(height, (int)MathF.Ceiling(bottom)); y++)
        {
            Array.Clear(coverage);
            for (var row = 0; row < RowsPerPixel; row++)
            {
                var found = crossings[..Cross(corners, y + (row + 0.5f) / RowsPerPixel, crossings)];
                found.Sort();
                for (var i = 0; i + 1 < found.Length; i += 2)
                    Cover(found[i], found[i + 1]);
            }

            for (var x = 0; x < width; x++)
                if (coverage[x] > 0f)
                    Blend(x, y, shader((x + 0.5f) / width, (y + 0.5f) / height), coverage[x] * opacity);
        }
    }

    /// <summary>Paints the inside of a polygon in one colour.</summary>
    public void FillPolygon(ReadOnlySpan<Vector2> corners, Vector3 colour, float opacity = 1f) => FillPolygon(corners, (_, _) => colour, opacity);

    /// <summary>Paints a rectangle whose sides are upright.</summary>
    public void FillRectangle(float left, float top, float right, float bottom, Vector3 colour, float opacity = 1f) =>
        FillPolygon([new(left, top), new(right, top), new(right, bottom), new(left, bottom)], colour, opacity);

    /// <summary>Paints an ellipse. Radii are parts of the height; <paramref name="softness"/> is the part of the radius over which the rim fades.</summary>
    public void FillEllipse(Vector2 centre, float radiusAcross, float radiusUp, Vector3 colour, float opacity = 1f, float softness = 0f)
    {
        float cx = centre.X * width, cy = centre.Y * height, rx = Math.Max(0.3f, radiusAcross * height), ry = Math.Max(0.3f, radiusUp * height);
        var rim = Math.Max(softness, 1f / Math.Min(rx, ry));
        for (var y = Math.Max(0, (int)(cy - ry - 1)); y < Math.Min(height, cy + ry + 1); y++)
        {
            for (var x = Math.Max(0, (int)(cx - rx - 1)); x < Math.Min(width, cx + rx + 1); x++)
            {
                float dx = (x + 0.5f - cx) / rx, dy = (y + 0.5f - cy) / ry;
                var inside = Math.Clamp((1f + rim * 0.5f - MathF.Sqrt(dx * dx + dy * dy)) / rim, 0f, 1f);
                if (inside > 0f)
                    Blend(x, y, colour, inside * opacity);
            }
        }
    }

    /// <summary>Draws a straight stroke whose thickness (parts of the height) may change from one end to the other.</summary>
    public void DrawLine(Vector2 from, Vector2 to, float thicknessFrom, float thicknessTo, Vector3 colour, float opacity = 1f)
    {
        var along = new Vector2((to.X - from.X) * Aspect, to.Y - from.Y);
        var length = along.Length();
        if (length < 1e-6f)
            return;
        var across = new Vector2(-along.Y / Aspect, along.X) / length * 0.5f;
        FillPolygon([from + across * thicknessFrom, to + across * thicknessTo, to - across * thicknessTo, from - across * thicknessFrom], colour, opacity);
    }

    /// <summary>Adds light that falls off from the centre; the radius is the part of the height where it has halved.</summary>
    public void Glow(Vector2 centre, float radius, Vector3 light)
    {
        Transform((colour, u, v) =>
        {
            float dx = (u - centre.X) * Aspect / radius, dy = (v - centre.Y) / radius;
            return colour + light / (1f + dx * dx + dy * dy);
        });
    }

    /// <summary>Replaces every pixel by what is made of its colour and place.</summary>
    public void Transform(Func<Vector3, float, float, Vector3> change)
    {
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                pixels[y * width + x] = change(pixels[y * width + x], (x + 0.5f) / width, (y + 0.5f) / height);
    }

    /// <summary>The colour at a place, that of the nearest pixel; places outside give the colour at the border.</summary>
    public Vector3 Sample(float u, float v) =>
        pixels[Math.Clamp((int)(v * height), 0, height - 1) * width + Math.Clamp((int)(u * width), 0, width - 1)];

    /// <summary>The picture as height × width × 3 bytes, RGB.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[pixels.Length * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var colour = Vector3.Clamp(pixels[i], Vector3.Zero, Vector3.One) * 255f + new Vector3(0.5f);
            bytes[3 * i] = (byte)colour.X;
            bytes[3 * i + 1] = (byte)colour.Y;
            bytes[3 * i + 2] = (byte)colour.Z;
        }

        return bytes;
    }

    private int Cross(ReadOnlySpan<Vector2> corners, float y, Span<float> crossings)
    {
        var count = 0;
        var previous = corners[^1];
        foreach (var corner in corners)
        {
            float from = previous.Y * height, to = corner.Y * height;
            if (from <= y != to <= y)
                crossings[count++] = (previous.X + (corner.X - previous.X) * (y - from) / (to - from)) * width;
            previous = corner;
        }

        return count;
    }

    private void Cover(float from, float to)
    {
        from = Math.Clamp(from, 0f, width);
        to = Math.Clamp(to, 0f, width);
        for (var x = (int)from; x < to; x++)
            coverage[x] += (Math.Min(to, x + 1) - Math.Max(from, x)) / RowsPerPixel;
    }

    private void Blend(int x, int y, Vector3 colour, float opacity)
    {
        ref var pixel = ref pixels[y * width + x];
        pixel += (colour - pixel) * opacity;
    }
}
