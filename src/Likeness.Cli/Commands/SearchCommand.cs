using System.CommandLine;
using Likeness.Cli.Operations;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness search</c>: finds the pictures most like others.</summary>
internal sealed class SearchCommand : Command
{
    private readonly CommandContext context;
    private readonly SearchOptions options = new();
    private readonly Option<string> library = Common.Library();
    private readonly Option<bool> noDrawing = Common.NoDrawing();
    private readonly Option<bool> open = new("--open") { Description = "Open the drawing in the system's picture viewer; for one query" };
    private readonly Option<int> threads = Common.Threads();
    private readonly FormatOptions format = new();

    public SearchCommand(CommandContext context)
        : base("search", "Find the pictures in the library that are most like a picture, nearest first. Draws the picture with its hits.")
    {
        this.context = context;
        Add(options.Pictures);
        foreach (var option in (IEnumerable<Option>)[.. options.All, library, noDrawing, open, threads, .. format.All]) Add(option);
        Validators.Add(options.Check);
        Validators.Add(format.Check);
        Validators.Add(given =>
        {
            if (!given.GetValue(open)) return;
            if (given.GetValue(noDrawing))
                given.AddError("--open and --no-drawing were given together; without a drawing there is nothing to open");
            else if (given.GetResult(options.Pictures) is { Tokens.Count: > 1 and var count })
                given.AddError($"--open shows the drawing of one query, but {count} pictures were named; name one, or leave it out");
        });
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var queries = options.Queries(given);
        var request = options.Read(given);
        var isOne = queries.Count == 1;
        var folder = given.GetRequiredValue(library);
        using var output = new SearchOutput(context.Terminal, format.Read(given), request, isOne);
        for (var i = 0; i < queries.Count; i++)
        {
            try
            {
                var query = new PictureQuery([.. queries[i].Like.Select(Read)], [.. queries[i].Unlike.Select(Read)]);
                var report = context.Operations.Search(folder, query, request, given.GetValue(threads), context.Cancelled);
                // Pictures in different folders may have the same name; their drawings must not.
                var name = isOne ? query.DrawingName : $"{i + 1}-{query.DrawingName}";
                if (!given.GetValue(noDrawing))
                    report = context.Terminal.TryDraw(report, found => context.Operations.Draw(folder, found, query, name));
                output.Add(report);
                if (given.GetValue(open) && report.Montage is { } montage && context.Show(montage) is { } complaint)
                    context.Terminal.Warn(complaint);
            }
            catch (UnusableQueryException refused) when (!isOne)
            {
                output.Refuse(queries[i].Like[0], refused.Message);
            }
        }

        output.End();
        return output.Refused > 0 ? ExitCode.NoUsableInput : ExitCode.Done;
    }

    private QueryPicture Read(string given) => QueryPicture.Read(given, context.Cancelled);
}
