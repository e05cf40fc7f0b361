using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Likeness.Neural.Training;

/// <summary>One line of a training's history, whatever the objective.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="Loss">The mean over the epoch's batches, each as it was before its step.</param>
/// <param name="Metrics">What the objective measured beside the loss, by its names; means over the epoch.</param>
/// <param name="Validation">What was measured on the pictures held back, by the weights at the epoch's end; empty without such.</param>
/// <param name="LearningRate">Of the epoch's last step.</param>
/// <param name="Seconds">The epoch's time, validation included.</param>
/// <param name="PicturesPerSecond">Pictures that were shown by the time spent on learning from them.</param>
[JsonConverter(typeof(EpochRecordConverter))]
public sealed record EpochRecord(
    int Epoch, double Loss, MetricSet Metrics, MetricSet Validation, double LearningRate, double Seconds, double PicturesPerSecond);

/// <summary>Numbers by name, in an order. Two sets of the same names and numbers in the same order are equal.</summary>
public sealed class MetricSet : IEquatable<MetricSet>
{
    /// <summary>A set.</summary>
    /// <param name="values">Names, each once, and numbers.</param>
    public MetricSet(params IEnumerable<KeyValuePair<string, double>> values) => Values = [.. values];

    /// <summary>Nothing measured.</summary>
    public static MetricSet None { get; } = new();

    /// <summary>Names and numbers in their order.</summary>
    public IReadOnlyList<KeyValuePair<string, double>> Values { get; }

    /// <summary>The number of a name; null where there is none.</summary>
    /// <param name="name">Words with underscores.</param>
    public double? this[string name]
    {
        get
        {
            foreach (var (known, value) in Values)
            {
                if (known == name) return value;
            }

            return null;
        }
    }

    /// <summary>A set of one number.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">The number.</param>
    public static MetricSet Of(string name, double value) => new(KeyValuePair.Create(name, value));

    /// <summary>A set of those numbers that there are.</summary>
    /// <param name="values">Names with their numbers; null for one that there is not.</param>
    public static MetricSet Of(params (string Name, double? Value)[] values) =>
        new(values.Where(value => value.Value is not null).Select(value => KeyValuePair.Create(value.Name, value.Value!.Value)));

    /// <inheritdoc/>
    public bool Equals(MetricSet? other) => other is not null && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as MetricSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Values.Aggregate(0, (hash, value) => HashCode.Combine(hash, value.Key, value.Value));

    /// <inheritdoc/>
    public override string ToString() =>
        string.Join(", ", Values.Select(value => string.Create(CultureInfo.InvariantCulture, $"{value.Key} {value.Value:g6}")));
}

/// <summary>
/// Writes an epoch as one flat object, as files have always had it: <c>epoch</c>, <c>loss</c>, a property for each metric
/// (<c>reconstructionError</c>), those of validation with that word before their name (<c>validationLoss</c>), <c>learningRate</c>,
/// <c>seconds</c>, <c>picturesPerSecond</c>. What was not measured is left out, or null in older files.
/// </summary>
public sealed class EpochRecordConverter : JsonConverter<EpochRecord>
{
    private const string Validation = "validation";

    /// <inheritdoc/>
    public override EpochRecord Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException("an epoch is an object");
        var (epoch, loss, rate, seconds, speed) = (0, 0.0, 0.0, 0.0, 0.0);
        var (metrics, validation) = (new List<KeyValuePair<string, double>>(), new List<KeyValuePair<string, double>>());
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null) continue;
            switch (name)
            {
                case "epoch": epoch = reader.GetInt32(); break;
                case "loss": loss = Number(ref reader); break;
                case "learningRate": rate = Number(ref reader); break;
                case "seconds": seconds = Number(ref reader); break;
                case "picturesPerSecond": speed = Number(ref reader); break;
                case var _ when name.StartsWith(Validation, StringComparison.Ordinal) && name.Length > Validation.Length:
                    validation.Add(KeyValuePair.Create(Words(name[Validation.Length..]), Number(ref reader)));
                    break;
                default: metrics.Add(KeyValuePair.Create(Words(name), Number(ref reader))); break;
            }
        }

        return new EpochRecord(epoch, loss, new MetricSet(metrics), new MetricSet(validation), rate, seconds, speed);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EpochRecord value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("epoch", value.Epoch);
        writer.WriteNumber("loss", value.Loss);
        foreach (var (name, number) in value.Metrics.Values) writer.WriteNumber(Camel(name), number);
        foreach (var (name, number) in value.Validation.Values) writer.WriteNumber(Camel($"{Validation}_{name}"), number);
        writer.WriteNumber("learningRate", value.LearningRate);
        writer.WriteNumber("seconds", value.Seconds);
        writer.WriteNumber("picturesPerSecond", value.PicturesPerSecond);
        writer.WriteEndObject();
    }

    private static double Number(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : throw new JsonException("an epoch's numbers are numbers");

    /// <summary><c>reconstruction_error</c> of <c>reconstructionError</c>, <c>p10</c> of <c>P10</c>.</summary>
    private static string Words(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }

    private static string Camel(string words)
    {
        var text = new StringBuilder();
        foreach (var word in words.Split('_', StringSplitOptions.RemoveEmptyEntries))
            text.Append(text.Length == 0 ? word[..1] : word[..1].ToUpperInvariant()).Append(word, 1, word.Length - 1);
        return text.ToString();
    }
}
