using System.Text.Json;
using Likeness.Cli.Output;
using Likeness.Descriptors.Processing;
using Likeness.Neural.Training;

namespace Likeness.Cli.Tests;

public sealed class OutputTests
{
    [Theory]
    [InlineData("train p --json", "pictures skipped training validation epochs trainLoss validationLoss bestEpoch secondsPerEpoch picturesPerSecond parameters fingerprint model last")]
    [InlineData("train p --objective triplet --json", "pictures skipped labels leftOut training validation epochs trainLoss bestEpoch validationP1 validationP10 startP1 startP10 secondsPerEpoch picturesPerSecond dimensions parameters fingerprint model")]
    [InlineData("evaluate --json", "pictures skipped reconstructionError p1 p10 map montage weights")]
    [InlineData("index p --json", "added updated moved removed unchanged skipped seconds picturesPerSecond described replaced read kept leftOut")]
    [InlineData("forget p --json", "path pictures rejected roots")]
    [InlineData("evaluate --retrieval --json", "protocol pictures labels rankings queries eligible leftOut withoutVector")]
    [InlineData("search q.jpg --json", "query descriptor hits montage weights withoutVector")]
    [InlineData("cluster --json", "descriptor clusters chosen inertia silhouette silhouetteSample sizes candidates recall recallQueries seconds elbow montages withoutVector")]
    [InlineData("export onnx --json", "file part bytes input inputShape outputs codes fingerprint")]
    [InlineData("info --json", "library pictures roots descriptors model imageSize fingerprint simd threads version decoders")]
    public void Json_is_one_object_with_the_documented_names_and_nothing_else(string arguments, string names)
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness(arguments.Split(' ')));
        using var json = JsonDocument.Parse(run.Results);
        Assert.Equal(names.Split(' '), json.RootElement.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void Every_option_of_learning_from_labels_reaches_the_library_and_the_rest_has_standard_values()
    {
        using var run = new InProcessRun();
        string[] given = ["train", "p", "q", "--objective", "triplet", "--labels", "l.csv", "--from", "nothing", "--margin", "0.5", "--embedding", "7", "--image-size", "32", "--filters", "4,5,6", "--grey", "--flip",
            "--epochs", "9", "--learning-rate", "0.01", "--schedule", "constant", "--weight-l2", "0.5", "--validation", "0.5", "--patience", "4", "--seed", "3", "--threads", "5", "--checkpoint", "7", "--library", "x"];
        Assert.Equal(0, run.Likeness(given));
        Assert.Equal(["triplet x [p q]"], run.Operations.Calls);
        var settings = run.Operations.TrainedByLabels!;
        var (triplets, trainer, model) = (settings.Triplets!, settings.Trainer, settings.Model);
        Assert.Equal(("l.csv", TripletStart.Nothing, 7, 0.5), (triplets.Labels, triplets.From, triplets.Dimensions, triplets.Margin));
        Assert.Equal((true, 0.5, 4, 3L, 5, 7), (settings.Flip, settings.Validation, settings.Patience, settings.Seed, settings.Threads, settings.CheckpointSeconds));
        Assert.Equal((9, 64, 0.01, "constant"), (trainer.Epochs, trainer.BatchSize, trainer.LearningRate, trainer.Schedule));
        Assert.Equal((32, 32, true, 0f, 0.5f), (model.Height, model.Width, model.Grey, model.ActivityL1, model.WeightL2));
        Assert.Equal([4, 5, 6], model.Filters);
        Assert.Equal(0, run.Likeness("train", "p", "--objective", "triplet", "--from", "onnx", "--batch", "32"));
        var (head, batch) = (run.Operations.TrainedByLabels!.Triplets!, run.Operations.TrainedByLabels.Trainer.BatchSize);
        Assert.Equal((TripletStart.Onnx, "folders", 0, 32), (head.From, head.Labels, head.Dimensions, batch));
    }

    [Fact]
    public void An_unfinished_training_from_labels_goes_on_and_other_settings_are_refused()
    {
        using var run = new InProcessRun();
        var settings = TrainingSettings.ForTriplets with { Trainer = new() { Epochs = 7 }, Triplets = new() { Margin = 0.3 } };
        run.Operations.Unfinished = new(settings, ["p"], 3) { Pictures = "", Simd = "", HasCheckpoint = true };
        Assert.Equal(0, run.Likeness("train", "--resume"));
        Assert.Equal(0, run.Likeness("train", "--resume", "--objective", "triplet", "--margin", "0.3", "--epochs", "7"));
        Assert.Contains("learned 3 labels", run.Results, StringComparison.Ordinal);
        Assert.Equal(2, run.Likeness("train", "--resume", "--objective", "triplet", "--margin", "0.4"));
        Assert.Contains("margin is 0.4; the unfinished training has 0.3", run.Notes, StringComparison.Ordinal);
        Assert.Equal(2, run.Likeness("train", "--resume", "--epochs", "8"));
        Assert.Contains("epochs is 8; the unfinished training has 7", run.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public void Learning_from_labels_is_told_in_words()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("train", "p", "--objective", "triplet"));
        foreach (var line in (string[])["learned 3 labels from 30 pictures, validated on 10, 60 epochs, 6,000 parameters", "left out, with one picture to learn from: lonely",
            "loss 0.0512, on the pictures held back P@1 0.750 P@10 0.625, best epoch 7", "what it started from had P@1 0.500 P@10 0.375 on them", "1.2 s per epoch, 812 pictures/s"])
            Assert.Contains(line + "\n", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public void Hits_carry_rank_path_distance_and_label_in_json()
    {
        using var run = new InProcessRun();
        run.Likeness("search", "q.jpg", "--json");
        using var json = JsonDocument.Parse(run.Results);
        var hit = json.RootElement.GetProperty("hits")[0];
        Assert.Equal(["rank", "path", "distance", "label", "copies", "why"], hit.EnumerateObject().Select(property => property.Name));
        Assert.Equal("coast", hit.GetProperty("label").GetString());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("hits")[1].GetProperty("label").ValueKind);
    }

    [Fact]
    public void Candidates_and_recalls_of_clusters_carry_their_names_in_json()
    {
        using var run = new InProcessRun();
        run.Likeness("cluster", "--json");
        using var json = JsonDocument.Parse(run.Results);
        Assert.Equal(["k", "inertia", "silhouette"], json.RootElement.GetProperty("candidates")[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal(["probes", "recallAt10"], json.RootElement.GetProperty("recall")[0].EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public void Clusters_are_told_in_words()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("cluster", "--each"));
        foreach (var line in (string[])["2 clusters of 10 pictures by codes: the knee; 0.5 s", "pictures in each: 6, 4", "inertia 12.5, silhouette 0.250",
            "search --clusters 1 keeps 75.0% of the ten nearest (9 queries)", "drawn lib/reports/elbow.png", "drawn lib/reports/cluster-1.png"])
            Assert.Contains(line + "\n", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_of_cluster_reaches_the_library_and_auto_is_the_default()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("cluster", "--library", "lib", "--clusters", "7", "--most", "30", "--seed", "3", "--threads", "1"));
        Assert.Equal(0, run.Likeness("cluster", "--clusters", "auto", "--threads", "1"));
        Assert.Equal(0, run.Likeness("cluster", "--threads", "1"));
        Assert.Equal(0, run.Likeness("search", "q.jpg", "--clusters", "2"));
        Assert.Equal(0, run.Likeness("search", "q.jpg", "--clusters", "all"));
        Assert.Equal(
            ["cluster lib 7 30 3 1", "cluster likeness-library auto 20 42 1", "cluster likeness-library auto 20 42 1", "search likeness-library q.jpg 10 False in 2", "search likeness-library q.jpg 10 False"],
            run.Operations.Calls);
    }

    [Fact]
    public void Results_are_told_also_where_no_drawing_of_them_can_be_written()
    {
        using var run = new InProcessRun();
        run.Operations.DrawingFailure = new UnusableInputException("no space left");
        Assert.Equal(0, run.Likeness("cluster"));
        Assert.Contains("2 clusters of 10 pictures", run.Results, StringComparison.Ordinal);
        Assert.Equal("no drawing: no space left\n", run.Notes);
        Assert.Equal(0, run.Likeness("search", "q.jpg", "--json"));
        Assert.Contains("\"montage\":null", run.Results, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("search q.jpg", "searched", "codes")]
    [InlineData("search q.jpg --json", "searched", "codes")]
    [InlineData("cluster", "divided", "codes")]
    [InlineData("evaluate --retrieval --json", "measured", "every descriptor")]
    public void Pictures_without_a_vector_are_told_beside_the_result_with_what_to_do(string arguments, string part, string descriptor)
    {
        using var run = new InProcessRun();
        run.Operations.WithoutVector = 3;
        Assert.Equal(0, run.Likeness(arguments.Split(' ')));
        Assert.Equal(
            $"3 of the library's pictures were not {part}: there is no vector of them by {descriptor}. "
            + "Index their folders again: a run that was cut off goes on, and what cannot be described is listed.\n", run.Notes);
        if (arguments.EndsWith("--json", StringComparison.Ordinal)) Assert.Contains("\"withoutVector\":3", run.Results, StringComparison.Ordinal);
        run.Operations.WithoutVector = 0;
        run.Likeness(arguments.Split(' '));
        Assert.Single(run.Notes.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("search q.jpg", 0, "no hits: the library holds no other picture")]
    [InlineData("search q.jpg", 2, "no hits: no other picture that is described by codes; 2 of the library's pictures are not")]
    [InlineData("search q.jpg --clusters 1", 0, "no hits: no other picture in the clusters that were searched")]
    public void No_hits_are_told_for_what_they_are(string arguments, int withoutVector, string told)
    {
        using var run = new InProcessRun();
        (run.Operations.Hits, run.Operations.WithoutVector) = ([], withoutVector);
        Assert.Equal(0, run.Likeness(arguments.Split(' ')));
        Assert.Contains(told + "\n", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_are_told_by_their_number_or_one_by_one()
    {
        using var run = new InProcessRun();
        run.Operations.Hits = [new(1, "a.jpg", 0.5f, null) { Copies = 3 }, new(2, "b.jpg", 0.5f, "coast") { Copies = 1 }, new(3, "c.jpg", 0.5f, null)];
        Assert.Equal(0, run.Likeness("search", "q.jpg"));
        Assert.Contains("a.jpg  (+3 copies)\n", run.Results, StringComparison.Ordinal);
        Assert.Contains("b.jpg  [coast]  (+1 copy)\n", run.Results, StringComparison.Ordinal);
        Assert.Contains("c.jpg\n", run.Results, StringComparison.Ordinal);
        using var each = new InProcessRun();
        each.Operations.Hits = run.Operations.Hits;
        Assert.Equal(0, each.Likeness("search", "q.jpg", "--copies"));
        Assert.DoesNotContain("cop", each.Results, StringComparison.Ordinal);
        Assert.Equal((false, true), (run.Operations.Searched!.Copies, each.Operations.Searched!.Copies));
    }

    [Fact]
    public void A_sample_of_queries_is_asked_for_and_told()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("evaluate", "--retrieval", "--queries", "9", "--seed", "5"));
        Assert.Equal((9, 5), (run.Operations.Measured!.MostQueries, run.Operations.Measured.Seed));
        Assert.Contains("9 queries, drawn from 10 by the seed", run.Results, StringComparison.Ordinal);
        Assert.Equal(2, run.Likeness("evaluate", "--queries", "9"));
    }

    [Fact]
    public void Names_stay_readable_in_json_and_control_characters_are_escaped()
    {
        using var run = new InProcessRun();
        run.Likeness("search", "größe <&'> 山.jpg", "--json");
        Assert.Contains("größe <&'> 山.jpg", run.Results, StringComparison.Ordinal);
        Assert.Contains("b\\u001B[2J.jpg", run.Results, StringComparison.Ordinal);
        Assert.Single(run.Results.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void An_epoch_is_one_line_beside_the_results()
    {
        using var run = new InProcessRun();
        run.Likeness("train", "p");
        Assert.Contains("Epoch 3/60  loss 0.0283  val_loss 0.0291  812 pictures/s  1.2 s\n", run.Notes, StringComparison.Ordinal);
        Assert.Contains("Epoch 4/60  loss 0.0271  820 pictures/s  1.2 s\n", run.Notes, StringComparison.Ordinal);
        Assert.DoesNotContain("Epoch 3/60", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public void Skipped_pictures_are_listed_with_their_reason_on_one_line_each()
    {
        using var run = new InProcessRun();
        run.Likeness("train", "p");
        Assert.Contains("skipped a\\x0Ab.jpg: the file is empty\n", run.Notes, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_name_cannot_steer_the_terminal()
    {
        using var run = new InProcessRun();
        run.Likeness("search", "q.jpg");
        Assert.Contains("b\\x1B[2J.jpg", run.Results, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Results);
        Assert.Equal("Übergrößen 🏔.jpg", Terminal.Printable("Übergrößen 🏔.jpg"));
        Assert.Equal(@"a\xE2\x80\xAEgnp.exe", Terminal.Printable("a\u202egnp.exe"));
    }

    [Fact]
    public void Every_option_of_train_reaches_the_library()
    {
        using var run = new InProcessRun();
        var code = run.Likeness("train", "one", "two", "--library", "lib", "--model", "article", "--decoder", "upsampling", "--image-size", "64", "--filters", "8,16,24", "--codes", "20",
            "--epochs", "2", "--batch", "5", "--learning-rate", "0.01", "--schedule", "time", "--activity-l1", "0.5", "--weight-l2", "0", "--flip",
            "--validation", "0.1", "--seed", "7", "--threads", "3");
        Assert.Equal(0, code);
        var settings = run.Operations.Trained!;
        Assert.Equal(["one", "two"], run.Operations.TrainedOn);
        Assert.Equal("lib", run.Operations.TrainedIn);
        Assert.Equal([8, 16, 24], settings.Model.Filters);
        Assert.Equal(("article", 64, 64, 20, 0.5f, 0f, true), (settings.Model.Architecture, settings.Model.Height, settings.Model.Width, settings.Model.Codes, settings.Model.ActivityL1, settings.Model.WeightL2, settings.Model.UpSampling));
        Assert.Equal(new TrainerSettings { Epochs = 2, BatchSize = 5, LearningRate = 0.01, Schedule = "time" }, settings.Trainer);
        Assert.Equal((true, 0.1, 7, 3), (settings.Flip, settings.Validation, settings.Seed, settings.Threads));
    }

    [Fact]
    public void What_train_is_not_told_is_the_final_configuration_of_the_first_model()
    {
        using var run = new InProcessRun();
        run.Likeness("train", "p");
        var settings = run.Operations.Trained!;
        var defaults = new TrainingSettings();
        Assert.Equal("likeness-library", run.Operations.TrainedIn);
        Assert.Equal(defaults.Model with { Filters = settings.Model.Filters }, settings.Model);
        Assert.Equal(defaults.Trainer, settings.Trainer);
        Assert.Equal((false, 0.25, 42), (settings.Flip, settings.Validation, settings.Seed));
        Assert.Equal([32, 64], settings.Model.Filters);
    }

    [Fact]
    public void Retrieval_is_a_table_with_a_line_for_each_ranking_and_says_who_took_no_part()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("evaluate", "--retrieval", "--descriptor", "codes", "--descriptor", "colour", "--labels", "l.csv", "--protocol", "unseen", "--weight", "codes=3", "--weight", "colour=1"));
        Assert.Equal(["retrieval likeness-library [codes colour] l.csv unseen by codes=3 colour=1"], run.Operations.Calls);
        Assert.Contains("12 pictures of 3 labels, 10 queries, unseen; 2 have nothing to find", run.Results, StringComparison.Ordinal);
        Assert.Contains("codes           192  0.500  0.400    0.350 to 0.450   0.300  0.200   0.600", run.Results, StringComparison.Ordinal);
        Assert.Contains("worst queries lib/reports/worst-codes.png", run.Results, StringComparison.Ordinal);
    }

    [Fact]
    public void Index_says_in_one_line_what_it_did_not_look_at_and_what_it_keeps_of_folders_that_hold_nothing()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("index", "a"));
        Assert.EndsWith("not looked at: 12 .mov, 2 without extension; 4 hidden; 2 folders that machines write (@eaDir); 1 excluded\n", run.Notes, StringComparison.Ordinal);
        Assert.Contains("kept 12 pictures of /mnt/u\\x0Asb, which holds nothing at all", run.Notes, StringComparison.Ordinal);
        Assert.Contains("likeness forget", run.Notes, StringComparison.Ordinal);
        Assert.Equal(0, run.Likeness("index", "a", "--json"));
        using var json = JsonDocument.Parse(run.Results.Split('\n')[1]);
        Assert.Equal(12, json.RootElement.GetProperty("leftOut").GetProperty("extensions").GetProperty(".mov").GetInt32());
        Assert.Equal(12, json.RootElement.GetProperty("kept")[0].GetProperty("pictures").GetInt32());
    }

    [Fact]
    public void What_index_is_told_of_scanning_reaches_the_library()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("index", "a"));
        Assert.Equal((false, false, 0), (run.Operations.Indexed!.Again, run.Operations.Indexed.Rules.IncludeHidden, run.Operations.Indexed.Rules.Exclude.Count));
        Assert.Equal(0, run.Likeness("index", "a", "--again", "--include-hidden", "--exclude", "private", "--exclude", "*.gif"));
        Assert.Equal((true, true), (run.Operations.Indexed!.Again, run.Operations.Indexed.Rules.IncludeHidden));
        Assert.Equal(["private", "*.gif"], run.Operations.Indexed.Rules.Exclude);
    }

    [Fact]
    public void Forgetting_says_how_many_and_that_the_files_stay()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("forget", "/gone", "--library", "lib"));
        Assert.Equal("forgot 7 pictures of /gone and 1 files that are none; the files are untouched\n", run.Results);
        Assert.Equal(["forget lib /gone"], run.Operations.Calls);
    }

    [Fact]
    public void What_index_is_told_of_descriptors_reaches_the_library()
    {
        using var run = new InProcessRun();
        Assert.Equal(0, run.Likeness("index", "a"));
        Assert.Equal((0, null, null), (run.Operations.Indexed!.Descriptors.Count, run.Operations.Indexed.PostProcessing, run.Operations.Indexed.Network));
        Assert.Equal(0, run.Likeness("index", "a", "--descriptor", "onnx", "--descriptor", "codes", "--network", "n.onnx", "--output", "o", "--preprocessing", "clip", "--mirror", "--normalise", "--pca", "64", "--whitening", "0.25"));
        var told = run.Operations.Indexed!;
        Assert.Equal(["onnx", "codes"], told.Descriptors);
        Assert.Equal(("n.onnx", "o", "clip"), (told.Network, told.Output, told.Preprocessing));
        Assert.Equal(new PostProcessing { Mirror = true, Normalise = true, Components = 64, Whitening = 0.25 }, told.PostProcessing);
        Assert.Equal(0, run.Likeness("index", "a", "--descriptor", "codes", "--pca", "0"));
        Assert.Equal(PostProcessing.None, run.Operations.Indexed!.PostProcessing);
        Assert.Equal(0, run.Likeness("search", "q.jpg", "--descriptor", "triplet"));
        Assert.Equal("search likeness-library q.jpg 10 False by triplet=1", run.Operations.Calls[^1]);
    }
}
