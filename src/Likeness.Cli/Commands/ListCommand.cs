using System.CommandLine;
using Likeness.Catalog;
using Likeness.Cli.Options;
using Likeness.Cli.Output;
using Likeness.Cli.Running;

namespace Likeness.Cli.Commands;

/// <summary><c>likeness list</c>: names the library's pictures, or the files that are none.</summary>
internal sealed class ListCommand : Command
{
    private readonly CommandContext context;
    private readonly Option<bool> rejected = new("--rejected")
    {
        Description = "List the files that could not be used instead, each with the reason",
    };

    private readonly FilterOptions filters = new();
    private readonly Option<string> library = Common.Library();
    private readonly FormatOptions format = new();

    public ListCommand(CommandContext context)
        : base("list", "List the pictures in the library, or the files that could not be used.")
    {
        this.context = context;
        foreach (var option in (IEnumerable<Option>)[rejected, .. filters.All, library, .. format.All]) Add(option);
        Validators.Add(format.Check);
        SetAction(Run);
    }

    private int Run(ParseResult given)
    {
        var filter = new CatalogFilter { Label = filters.Label(given), Below = filters.Below(given) };
        var folder = given.GetRequiredValue(library);
        var output = new ListOutput(context.Terminal, format.Read(given), context.Cancelled);
        var listed = given.GetValue(rejected)
            ? output.Print(
                context.Operations.Rejected(folder, context.Cancelled).Where(file => filter.LetsThrough(file.Path))
                    .Select(file => new RejectedFile(file.Path, file.Reason)),
                RejectedFile.Form)
            : output.Print(
                context.Operations.Pictures(folder, context.Cancelled).Where(picture => filter.LetsThrough(picture.Path))
                    .Select(picture => new ListedPicture(picture.Path, picture.Label, $"{picture.Content}")),
                ListedPicture.Form);
        if (listed == 0) context.Terminal.Warn(given.GetValue(rejected) ? "no file was rejected" : "no picture to list");
        return ExitCode.Done;
    }
}
